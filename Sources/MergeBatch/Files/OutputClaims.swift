internal import SystemFiles
internal import TextFormats

/// The outputs that a run is going to make, made known to other runs.
///
/// Each folder of outputs holds a file for every run that makes some there, which lists them. It is
/// locked while the run lasts: what a run that was killed left behind is not, and the next run
/// removes it. A run enters its own claims before it reads those of others. Of two that start at
/// the same time one at least sees the other, and none starts without having looked.
final class OutputClaims: Sendable {
    /// What a claim file holds, as one line.
    private struct Claim: Codable {
        let run: String
        let journal: String
        let process: Int32
        let outputs: [String]
    }

    private let claims: [(path: String, file: AppendedFile)]

    private static let prefix = ".stockpot-batch-"

    /// Claims the outputs of jobs, and makes the folders that they go to.
    ///
    /// - Parameters:
    ///   - jobs: The jobs.
    ///   - run: The name of the run.
    ///   - journal: Its journal, by which a user knows the batch.
    /// - Throws: `BatchError.claimed` when another run makes one of the outputs at this moment;
    ///   `BatchError.file` when a folder cannot be made or written.
    /// - Complexity: O(jobs, and claims of others in the same folders).
    init(_ jobs: [BatchJob], run: String, journal: String) throws(BatchError) {
        var folders: [UTF8Key: (path: String, outputs: [String])] = [:]
        for job in jobs {
            let folder = FileSystem.folder(of: job.output)
            folders[UTF8Key(folder), default: (folder, [])].outputs.append(job.output)
        }
        var claims: [(path: String, file: AppendedFile)] = []
        do throws(BatchError) {
            let inOrder = folders.values.sorted { $0.path.precedesByBytes($1.path) }
            for (folder, outputs) in inOrder {
                do throws(FileError) { try FileSystem.makeFolders(folder) } catch {
                    throw BatchError(error)
                }
                claims.append(try Self.enter(run, journal, outputs, in: folder))
            }
            for (folder, outputs) in inOrder {
                try Self.requireUnclaimed(outputs, in: folder, by: run)
            }
        } catch {
            for claim in claims { FileSystem.remove(claim.path) }
            throw error
        }
        self.claims = claims
    }

    deinit { for claim in claims { FileSystem.remove(claim.path) } }

    private static func enter(
        _ run: String,
        _ journal: String,
        _ outputs: [String],
        in folder: String
    ) throws(BatchError) -> (path: String, file: AppendedFile) {
        let path = FileSystem.join(folder, prefix + run)
        let claim = Claim(
            run: run,
            journal: FileSystem.resolved(journal) ?? journal,
            process: RunningProcess.ownNumber,
            outputs: outputs.map(FileSystem.name)
        )
        do throws(FileError) {
            // A run that looks at it may hold it for a moment.
            let file = try AppendedFile(path, .exclusive, isDurable: false)
            try file.append(LineOfJSON.bytes(claim))
            return (path, file)
        } catch { throw BatchError(error) }
    }

    private static func requireUnclaimed(
        _ outputs: [String],
        in folder: String,
        by run: String
    ) throws(BatchError) {
        let names: [String]
        do throws(FileError) { names = try FileSystem.names(in: folder) } catch {
            throw BatchError(error)
        }
        let own = Set(outputs.lazy.map(FileSystem.name).map(UTF8Key.init))
        for name in names where name.hasPrefix(prefix) && !name.isExactly(prefix + run) {
            guard let other = claim(name, in: folder) else { continue }
            let shared = other.outputs.filter { own.contains(UTF8Key($0)) }
            guard !shared.isEmpty else { continue }
            throw .claimed(
                outputs: shared.map { FileSystem.join(folder, $0) },
                by: "run \(other.run) (process \(other.process)), whose journal is \(other.journal)"
            )
        }
    }

    /// The claim of a run that lasts, whoever's; what one that has ended left behind is removed.
    private static func claim(_ name: String, in folder: String) -> Claim? {
        do throws(SystemError) {
            let place = try Folder.find(folder)
            let lock = try FileLock.take(name, in: place)
            if lock.isOn(name, in: place) { place.remove(name) }
            return nil
        } catch {
            guard error.isHeldElsewhere,
                let bytes = try? FileContents.read(FileSystem.join(folder, name))
            else { return nil }
            return LineOfJSON.value(Claim.self, of: Array(bytes.prefix { $0 != 0x0A }))
        }
    }
}
