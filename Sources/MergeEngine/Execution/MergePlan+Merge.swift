internal import Checkpoints
internal import SystemFiles
public import Tensors
public import Workers

extension MergePlan {
    /// Merges into an output, which appears whole or not at all.
    ///
    /// A pipe, a device, and an open file by its number, such as `/proc/self/fd/3`, get the bytes of a
    /// `.safetensors` file once the merge is whole.
    ///
    /// - Parameters:
    ///   - output: A `.safetensors` file, or a folder.
    ///   - cancellation: Ends the merge early; nothing of the output is left then.
    ///   - progress: Hears of the bytes that were read.
    /// - Returns: The report.
    /// - Throws: `CheckpointError` when an input cannot be read or the output not be written;
    ///   `MergeError` when the inputs' elements cannot be merged; `WorkError`.
    /// - Complexity: Two passes over the inputs, one over the output; memory as planned, whatever
    ///   their size.
    /// - Numerics: The same bytes for any number of threads and any memory limit.
    public func merge(
        into output: String,
        cancellation: Cancellation = Cancellation(),
        progress: @escaping ProgressListener = { _ in }
    ) throws -> MergeReport {
        if OutputStream.isNamed(by: output) {
            return try merge(intoStream: output, cancellation: cancellation, progress: progress)
        }
        let group = MergeGroup(self)
        return try group.merge(into: [output], cancellation: cancellation, progress: progress)[0]
            .get()
    }

    /// Merges into memory, element for element as into a file.
    ///
    /// - Parameters:
    ///   - cancellation: Ends the merge early.
    ///   - progress: Hears of the bytes that were read.
    /// - Returns: The tensors of the merge.
    /// - Throws: `CheckpointError` when an input cannot be read, or was changed meanwhile;
    ///   `MergeError` when the inputs' elements cannot be merged; `WorkError`.
    /// - Complexity: Two passes over the inputs; memory as planned, and for the whole output.
    /// - Numerics: The same bits as in a file, for any number of threads and any memory limit.
    public func mergeInMemory(
        cancellation: Cancellation = Cancellation(),
        progress: @escaping ProgressListener = { _ in }
    ) throws -> MergedWeights {
        let weights = MergedWeights(self)
        _ = try run(writingTo: weights, cancellation, progress)
        for checkpoint in inputs.opened { try checkpoint.validateUnchanged() }
        return weights
    }

    /// Merges into memory that is there already, element for element as into a file.
    ///
    /// An output may be the very memory of an input's tensor of the same name and type, where each
    /// tensor is merged from those of its own name: elements are replaced when nothing reads them any
    /// more. Whatever ends the merge early leaves outputs in part as they were and in part merged.
    ///
    /// - Parameters:
    ///   - outputs: For each of `declarations` the memory of its elements.
    ///   - cancellation: Ends the merge early.
    ///   - progress: Hears of the bytes that were read.
    /// - Returns: The report.
    /// - Precondition: There are as many outputs as tensors, each of its tensor's size.
    /// - Throws: `CheckpointError` when an input cannot be read, or was changed meanwhile;
    ///   `MergeError` when the inputs' elements cannot be merged; `WorkError`.
    /// - Complexity: Two passes over the inputs; memory as planned.
    /// - Numerics: The same bits as in a file, for any number of threads and any memory limit.
    public func merge(
        into outputs: [BorrowedMemory],
        cancellation: Cancellation = Cancellation(),
        progress: @escaping ProgressListener = { _ in }
    ) throws -> MergeReport {
        let run = try run(writingTo: MemoryOutput(self, outputs), cancellation, progress)
        for checkpoint in inputs.opened { try checkpoint.validateUnchanged() }
        return run.report(output: nil)
    }

    /// Measures all layers without writing anything.
    ///
    /// - Parameters:
    ///   - cancellation: Ends the work early.
    ///   - progress: Hears of the bytes that were read.
    /// - Returns: The report, with the ratios that a merge would use, and the pairs of up to 64 vectors.
    /// - Throws: `CheckpointError` when an input cannot be read; `MergeError.nonFinite` when it
    ///   holds a NaN or an infinity; `WorkError`.
    /// - Complexity: One pass over the inputs; memory as planned, whatever their size.
    public func measure(
        cancellation: Cancellation = Cancellation(),
        progress: @escaping ProgressListener = { _ in }
    ) throws -> MergeReport {
        let run = MergeRun(
            self,
            destination: nil,
            recordsPairs: measuredVectorCount <= PairReport.mostVectors
        )
        MergeGroup.execute([run], memory: memory, cancellation, progress)
        if let failure = run.failure { throw failure }
        return run.report(output: nil)
    }

    /// Measures what the vectors of each layer have in common, two by two.
    ///
    /// - Parameters:
    ///   - cancellation: Ends the work early.
    ///   - progress: Hears of the bytes that were read.
    /// - Returns: For each layer in the order of `layerSummaries` what its vectors have in common; nil
    ///   for one that is not measured.
    /// - Throws: What `measure` throws.
    /// - Complexity: That of `measure`, and O(N^2) for each column of a layer whose columns are measured
    ///   apart, for N vectors.
    /// - Numerics: The same bits for any number of threads and any memory limit.
    package func measurePairs(
        cancellation: Cancellation = Cancellation(),
        progress: @escaping ProgressListener = { _ in }
    ) throws -> [VectorPairs?] {
        let run = MergeRun(self, destination: nil, recordsPairs: true)
        MergeGroup.execute([run], memory: memory, cancellation, progress)
        if let failure = run.failure { throw failure }
        return run.pairs?.layers ?? []
    }

    /// Merges some layers and keeps nothing of it, to learn how fast this machine does that.
    ///
    /// - Parameter byteCount: The most bytes of the inputs that are read at first, about.
    /// - Returns: The bytes that were read, all passes together, and the time that it took.
    /// - Throws: What `merge` throws for these layers.
    /// - Complexity: O(byteCount) time, or that of the smallest layer where this is more; memory as
    ///   planned.
    public func rehearse(byteCount: Int) throws -> (bytesRead: Int, seconds: Double) {
        let sample = sample(byteCount: byteCount)
        let run = try sample.run(writingTo: DiscardedOutput(), Cancellation()) { _ in }
        return (run.traffic.bytesRead, run.seconds)
    }

    private func run(
        writingTo destination: (any MergeDestination)?,
        _ cancellation: Cancellation,
        _ progress: @escaping ProgressListener
    ) throws -> MergeRun {
        let run = MergeRun(self, destination: destination)
        MergeGroup.execute([run], memory: memory, cancellation, progress)
        if let failure = run.failure { throw failure }
        return run
    }
}

/// An output in memory that belongs to someone else.
private struct MemoryOutput: MergeDestination {
    private let outputs: [BorrowedMemory]

    init(_ plan: MergePlan, _ outputs: [BorrowedMemory]) {
        precondition(
            outputs.map(\.byteCount) == plan.declarations.map(\.byteCount),
            "the outputs do not have the sizes of the plan's tensors"
        )
        self.outputs = outputs
    }

    func write(_ bytes: RawSpan, to tensor: Int, at byteOffset: Int) {
        outputs[tensor].replaceBytes(at: byteOffset, with: bytes)
    }
}

/// An output that keeps nothing.
private struct DiscardedOutput: MergeDestination {
    func write(_ bytes: RawSpan, to tensor: Int, at byteOffset: Int) {}
}
