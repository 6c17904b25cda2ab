import PyTorchFiles
import Synchronization
import SystemFiles
import Tensors
internal import TextFormats

/// Writes an output under a temporary name, and gives it its final name when it is complete.
///
/// Tensors are written in any order, by any number of threads. Until `commit`, and after
/// `abandon` or a failure, the target is as it was before.
public final class CheckpointWriter: Sendable {
    /// What is being written, and where.
    public let layout: CheckpointLayout

    private let staging: StagingArea
    /// The folder in which the files grow.
    private let stage: Folder
    /// Tells other processes that this one is alive.
    private let lock: FileLock?
    private let files: [OutputFile]
    private let policy: OutputPolicy
    private let state: Mutex<State>

    private struct State {
        /// The files next to the weights, in the order in which they were added.
        var companions: [String] = []
        /// What the bytes written so far are in the checksum of each tensor of a PyTorch file.
        var checksums: [UInt32] = []
        var isFinished = false
    }

    /// Prepares an output: reserves its space and writes what is known before any data.
    ///
    /// - Parameters:
    ///   - layout: What to write, and where.
    ///   - policy: What may be replaced, and what a committed output survives.
    ///   - inputs: The checkpoints that are being read, which the output must not replace.
    /// - Returns: A writer for the tensors' bytes.
    /// - Throws: `CheckpointError` with the code `exists`, `cannotCreate`, or `inputOutput` when
    ///   the space does not suffice. Nothing is left behind then.
    public static func create(
        _ layout: CheckpointLayout,
        _ policy: OutputPolicy = OutputPolicy(),
        inputs: [Checkpoint]
    ) throws(CheckpointError) -> CheckpointWriter {
        // What is refused for the sake of the inputs is refused whether it may be replaced or not.
        let staging = try StagingArea.choose(layout.destination, replacing: policy.replaces)
        try staging.requireDistinct(from: inputs)
        staging.removeRemains()
        try staging.requireSpace(layout.totalByteCount)
        let stage = try staging.makeStage()
        var files: [OutputFile] = []
        let lock: FileLock?
        do throws(CheckpointError) {
            for (number, name) in layout.shardNames.enumerated() {
                let output = try rethrowing(
                    OutputFile.create(
                        staging.temporaryName(of: name),
                        in: stage,
                        byteCount: layout.files[number].byteCount,
                        isDurable: policy.isDurable
                    )
                )
                files.append(output)
                try layout.write(layout.beginning(ofFile: number), to: output)
            }
            lock = try staging.lock()
        } catch {
            staging.home.removeAll(staging.temporaryName)
            throw staging.named(error)
        }
        return CheckpointWriter(
            layout,
            staging,
            stage,
            lock,
            files,
            policy
        )
    }

    private init(
        _ layout: CheckpointLayout,
        _ staging: StagingArea,
        _ stage: Folder,
        _ lock: FileLock?,
        _ files: [OutputFile],
        _ policy: OutputPolicy
    ) {
        self.layout = layout
        self.staging = staging
        self.stage = stage
        self.lock = lock
        self.files = files
        self.policy = policy
        let checksums = layout.archive == nil ? [] : layout.tensors.map { _ in UInt32(0) }
        state = Mutex(State(checksums: checksums))
    }

    deinit { abandon() }

    /// The files and folders that exist only until the output is committed or abandoned.
    public var temporaryPaths: [String] {
        let names = layout.shardNames + state.withLock(\.companions)
        let paths = names.map(staging.temporaryPath)
        return staging.kind == .besideFile ? paths : paths + [staging.path]
    }
}

extension CheckpointWriter {
    /// Writes bytes of a tensor, beginning at `byteOffset` within it.
    ///
    /// - Precondition: The bytes lie within the tensor, and none of them was written before; the
    ///   writer is neither committed nor abandoned.
    /// - Throws: `CheckpointError` with the code `inputOutput`; only `abandon` is left then.
    /// - Complexity: O(bytes) time, no extra memory. Any thread may call it.
    public func write(
        _ bytes: RawSpan,
        to tensor: Int,
        at byteOffset: Int
    ) throws(CheckpointError) {
        let place = layout.tensors[tensor]
        precondition(
            byteOffset >= 0 && byteOffset <= place.byteCount
                && bytes.byteCount <= place.byteCount - byteOffset,
            "\(bytes.byteCount) bytes at \(byteOffset) lie outside tensor number \(tensor)"
        )
        do throws(CheckpointError) {
            let offset = place.offset + UInt64(byteOffset)
            try rethrowing(files[place.file].write(bytes, at: offset))
        } catch { throw staging.named(error).naming(layout.tensors[tensor].name) }
        guard layout.archive != nil else { return }
        // Pieces count in any order, so that no byte is read again for the checksums.
        let following = place.byteCount - byteOffset - bytes.byteCount
        let part = CyclicRedundancyCheck.contribution(of: bytes, before: following)
        state.withLock { $0.checksums[tensor] ^= part }
    }

    /// Adds a file next to the weights, such as a configuration or a model card.
    ///
    /// - Precondition: The destination is a folder, and `name` has no slash.
    /// - Throws: `CheckpointError` with the code `exists` when the output has such a file already,
    ///   and `inputOutput` when it cannot be written.
    public func addFile(named name: String, contents: [UInt8]) throws(CheckpointError) {
        precondition(layout.destination.isFolder, "only folders hold files next to the weights")
        precondition(FileSystem.isPlainName(name), "'\(name)' is not the name of a file")
        let reserved = layout.shardNames + [WeightFileName.index.rawValue]
        let isNew = state.withLock { state in
            let isNew = !(state.companions + reserved).containsExactly(name)
            if isNew { state.companions.append(name) }
            return isNew
        }
        guard isNew else {
            throw CheckpointError(.exists, staging.finalPath(of: name), "is in the output already")
        }
        try writeFile(named: name, contents: contents)
    }

    /// Adds a copy of a file next to the weights, under the same name.
    ///
    /// - Precondition: The destination is a folder.
    /// - Throws: `CheckpointError` when the file cannot be read, or as `addFile` does.
    /// - Complexity: O(bytes) time and memory; meant for small files.
    public func addCopy(of path: String) throws(CheckpointError) {
        let file = try rethrowing(InputFile.open(path))
        let contents = try rethrowing(file.bytes(at: 0, count: Int(file.byteCount)))
        try addFile(named: FileSystem.name(of: path), contents: contents)
    }

    private func writeFile(named name: String, contents: [UInt8]) throws(CheckpointError) {
        do throws(CheckpointError) {
            let file = try rethrowing(
                OutputFile.create(
                    staging.temporaryName(of: name),
                    in: stage,
                    byteCount: contents.count,
                    isDurable: policy.isDurable
                )
            )
            try rethrowing(file.writeBeginning(contents))
            try rethrowing(file.finish())
        } catch { throw staging.named(error) }
    }
}

extension CheckpointWriter {
    /// Completes the output and puts it under its final name.
    ///
    /// A folder that existed before is replaced as a whole, in one step, by the new one; files in it
    /// that are no weights and that the output does not bring are kept. Where that cannot be done,
    /// because the folder has subfolders, is a mount point or the working directory, because its
    /// parent may not be written to, or because the file system refuses, the files are renamed one
    /// by one, the index or the single weight file last, and a kill in that moment can leave shards
    /// of both outputs.
    ///
    /// - Precondition: Every byte of every tensor was written; no other thread writes any more.
    /// - Throws: `CheckpointError` for the first failure. The output is abandoned then.
    public func commit() throws(CheckpointError) {
        precondition(!state.withLock(\.isFinished), "an output is committed once")
        do throws(CheckpointError) {
            if let text = layout.indexText {
                let name = WeightFileName.index.rawValue
                state.withLock { $0.companions.append(name) }
                try writeFile(named: name, contents: Array(text.utf8))
            }
            try layout.write(layout.ending(checksums: checksums), to: files[0])
            for file in files { try rethrowing(file.finish()) }
            let publication = Publication(
                staging: staging,
                stage: stage,
                policy: policy
            )
            try publication.publish(
                weights: layout.shardNames,
                others: state.withLock(\.companions)
            )
        } catch {
            abandon()
            throw staging.named(error)
        }
        state.withLock { $0.isFinished = true }
    }

    /// The checksums of all tensors of a PyTorch file.
    private var checksums: [UInt32] {
        zip(layout.tensors, state.withLock(\.checksums)).map { tensor, parts in
            CyclicRedundancyCheck.value(of: parts, byteCount: tensor.byteCount)
        }
    }

    /// Closes and removes everything that was written, unless it is committed.
    ///
    /// The target stays as it was. Further calls do nothing; a writer that is let go without a
    /// commit abandons by itself.
    public func abandon() {
        let wasFinished = state.withLock { state in
            defer { state.isFinished = true }
            return state.isFinished
        }
        guard !wasFinished else { return }
        for file in files { try? file.close() }
        staging.home.removeAll(staging.temporaryName)
    }
}
