internal import SystemFiles
internal import TextFormats

/// The folder of one round: copies that processes leave, the merge that they find, and how it ended.
///
/// A process writes its copy under a temporary name and renames it, so that a copy that has its name is
/// whole. The merger writes the merge, then its report, then `DONE`; after that nothing changes any more.
package struct RoundFolder: Sendable, Equatable {
    /// The number of the round; the first is 0.
    package let round: Int
    /// The path of the folder.
    package let path: String

    /// The folder of a round; it need not be there.
    ///
    /// - Parameters:
    ///   - round: The number of the round.
    ///   - folder: The folder of all rounds.
    package init(_ round: Int, in folder: String) {
        let digits = String(round)
        self.round = round
        path = FileSystem.join(
            folder,
            "round-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
        )
    }

    /// The name of a copy's file.
    package static func copyName(_ copy: Int) -> String { "copy-\(copy).safetensors" }

    /// The path of a copy.
    package func copy(_ copy: Int) -> String { FileSystem.join(path, Self.copyName(copy)) }

    /// The path of the merge.
    package var merged: String { FileSystem.join(path, "merged.safetensors") }

    /// The path of the merge's report.
    package var report: String { FileSystem.join(path, "report.json") }

    /// The path of what says that the round is done.
    package var done: String { FileSystem.join(path, "DONE") }

    /// The path of what says, in one line, why the round has failed.
    package var failed: String { FileSystem.join(path, "FAILED") }

    /// Whether the round is done.
    package var isDone: Bool { FileSystem.exists(done) }

    /// The names of the copies that are not there.
    ///
    /// - Parameter count: The number of copies.
    /// - Returns: The names, in order; a name of which something else than a file is there is among them.
    package func missingCopies(of count: Int) -> [String] {
        (0..<count).filter { !(((try? FileStatus.of(copy($0)))?.isFile) ?? false) }
            .map(Self.copyName)
    }

    /// Removes what an earlier merger that did not end the round left: its failure and temporary files.
    func removeRemains() {
        FileSystem.remove(failed)
        for name in (try? FileSystem.names(in: path)) ?? []
        where name.hasPrefix(".stockpot-") && name.hasSuffix(".partial") {
            FileSystem.removeAll(FileSystem.join(path, name))
        }
    }

    /// Writes a small file of the round whole.
    func write(_ text: String, to path: String, isDurable: Bool) throws(FileError) {
        let place: OutputPlace
        do throws(SystemError) { place = try .find(path) } catch {
            throw error.error(.cannotCreate, path, "cannot be made")
        }
        try place.write(Array((text + "\n").utf8), replacing: true, isDurable: isDurable)
    }
}
