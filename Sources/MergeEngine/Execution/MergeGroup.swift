internal import Checkpoints
internal import LinearAlgebra
internal import Merging
internal import TextFormats
public import Workers

/// Merges that read some of the same files, carried out together so that these are read once.
///
/// Their plans have the same segments. A worker takes a segment for all of them in turn; it reads
/// for the first, and finds what it needs in its tiles for the others.
public struct MergeGroup: Sendable {
    private let plans: [MergePlan]
    private let memory: MemoryPlan

    /// One merge alone, with the memory of its own plan.
    public init(_ plan: MergePlan) {
        plans = [plan]
        memory = plan.memory
    }

    /// Puts merges together where that is possible.
    ///
    /// Nil where they have different tensors or look at them in different pieces, where one assembles
    /// its inputs, where their methods need different memory, or where tiles of all their inputs
    /// exceed the limit.
    ///
    /// - Parameters:
    ///   - plans: The merges, at least one.
    ///   - options: How the machine is used by all of them together.
    public init?(_ plans: [MergePlan], options: ExecutionOptions) {
        let first = plans[0]
        guard plans.allSatisfy({ $0.hasSegments(of: first) && $0.hasNeeds(of: first) }) else {
            return nil
        }
        let shared = try? MemoryPlan(
            inputCount: InputPlaces(plans.map(\.inputs)).count,
            vectorCount: first.measuredVectorCount,
            columnCount: first.measuredColumnCount,
            elements: first.elementNeeds,
            matrixByteCount: first.matrixByteCount,
            elementWidth: plans.map(\.elementWidth).max() ?? 1,
            segmentCount: first.segmentCount,
            segmentElementCount: LayerPart.segmentLength,
            options: options
        )
        guard let shared else { return nil }
        self.plans = plans
        memory = shared
    }

    /// Merges into outputs, each of which appears whole or not at all.
    ///
    /// - Parameters:
    ///   - outputs: A `.safetensors` file or a folder for each merge.
    ///   - cancellation: Ends all merges early; nothing of their outputs is left then.
    ///   - progress: Hears of the bytes that all merges have read.
    /// - Returns: For each merge its report, or why it failed; one that fails stops no other.
    /// - Complexity: Two passes over each input, one over each output; memory as planned.
    /// - Numerics: Each output has the bytes that its merge has alone.
    public func merge(
        into outputs: [String],
        cancellation: Cancellation = Cancellation(),
        progress: @escaping ProgressListener = { _ in }
    ) -> [Result<MergeReport, any Error>] {
        let merges = zip(plans, outputs).map { merge in
            Result {
                let writer = try merge.0.makeWriter(merge.1)
                return (run: MergeRun(merge.0, destination: writer), writer: writer)
            }
        }
        Self.execute(
            merges.compactMap { try? $0.get().run },
            memory: memory,
            cancellation,
            progress
        )
        return zip(merges, outputs).map { merge, output in
            Result { try merge.get().run.finish(merge.get().writer, output) }
        }
    }

    /// Carries merges out; each that fails leaves its failure with its run.
    ///
    /// - Precondition: All plans have the same segments.
    static func execute(
        _ runs: [MergeRun],
        memory: MemoryPlan,
        _ cancellation: Cancellation,
        _ progress: @escaping ProgressListener
    ) {
        guard let first = runs.first else { return }
        let queue = SegmentQueue(
            segmentCounts: first.plan.parts.map {
                first.destination == nil && !$0.isMeasured ? 0 : $0.segments.count
            },
            mergeCount: runs.count
        )
        let places = InputPlaces(runs.map(\.plan.inputs))
        let byteCount = runs.reduce(0) {
            $0 + $1.plan.firstPassByteCount + $1.plan.secondPassByteCount
        }
        let meter = ProgressMeter(.bytes, total: byteCount, progress)
        do {
            if first.plan.multipliesMatrices {
                try OpenBLAS.checkAddressSpace(forThreads: memory.workerCount)
            }
            try OpenBLAS.withCallersThreadsOnly {
                try WorkerPool.run(memory.workerCount) { _ in
                    var worker = MergeWorker(runs, places, memory, cancellation, meter)
                    while let segment = queue.next() {
                        queue.end(segment, worker.perform(segment))
                    }
                }
            }
        } catch { for run in runs { run.fail(error) } }
    }
}

/// The places of the tiles of all inputs of several merges, each input once.
struct InputPlaces: Sendable {
    /// The number of inputs of which tensors are read.
    let count: Int
    /// For each merge, and each of its inputs as the engine numbers them, its place among these.
    let slots: [[Int]]

    init(_ inputs: [MergeInputs]) {
        // Columns of an assembly are known by no path: two may consist of the same files.
        var places: [UTF8Key: Int] = [:]
        slots = inputs.map { inputs in
            inputs.checkpoints.map { checkpoint in
                let name = UTF8Key(
                    checkpoint.isAssembled ? "\(ObjectIdentifier(checkpoint))" : checkpoint.path
                )
                let place = places[name] ?? places.count
                places[name] = place
                return place
            }
        }
        count = places.count
    }
}

extension MergePlan {
    fileprivate func makeWriter(_ output: String) throws -> CheckpointWriter {
        try CheckpointWriter.create(
            layout(at: output, metadata: provenance(readingInputs: true)),
            options.output,
            inputs: checkpoints
        )
    }

    /// Whether it looks at the same tensors in the same pieces as another.
    fileprivate func hasSegments(of other: MergePlan) -> Bool {
        // The tiles of an assembly's columns are of other files from tensor to tensor.
        inputs.resolved.assembly == nil
            && inputs.tensors.names.areExactly(other.inputs.tensors.names)
            && parts.count == other.parts.count
            && zip(parts, other.parts).allSatisfy { $0.segments == $1.segments }
    }

    /// Whether BLAS is called for more than dot products, and then takes memory of its own.
    fileprivate var multipliesMatrices: Bool {
        traits.decidesByMatrices || matrixByteCount > 0
            || GramAlgorithm.fastest(rowCount: measuredVectorCount) == .rankUpdate
    }

    /// Whether a worker's memory serves both.
    fileprivate func hasNeeds(of other: MergePlan) -> Bool {
        measuredVectorCount == other.measuredVectorCount
            && measuredColumnCount == other.measuredColumnCount
            && elementNeeds == other.elementNeeds
            && matrixByteCount == other.matrixByteCount
            && inputs.modelCount == other.inputs.modelCount
            && inputs.inputType == other.inputs.inputType
    }
}

extension MergeRun {
    /// Gives the output its name, or removes it after a failure.
    fileprivate func finish(_ writer: CheckpointWriter, _ output: String) throws -> MergeReport {
        do {
            if let failure { throw failure }
            var report = report(output: output)
            for checkpoint in plan.inputs.opened { try checkpoint.validateUnchanged() }
            try plan.addCompanions(to: writer, output: output, report)
            try writer.commit()
            report.bytesWritten = writer.layout.totalByteCount
            report.seconds = seconds
            return report
        } catch {
            writer.abandon()
            throw error
        }
    }
}
