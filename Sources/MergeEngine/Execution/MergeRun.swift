internal import Checkpoints
internal import Merging
internal import Synchronization

/// Where the tensors of a merge go: piece by piece, in any order, by any number of threads.
protocol MergeDestination: Sendable {
    /// Takes bytes of the plan's tensor of a number, beginning at `byteOffset` within it.
    func write(_ bytes: RawSpan, to tensor: Int, at byteOffset: Int) throws(CheckpointError)
}

extension CheckpointWriter: MergeDestination {}

/// A merge under way: what its workers share.
final class MergeRun: Sendable {
    let plan: MergePlan
    /// Nil when the merge is only measured.
    let destination: (any MergeDestination)?
    let recorder: LayerRecorder
    /// What the vectors of layers have in common, where somebody wants to know.
    let pairs: PairRecorder?
    /// The Gram matrices of parts, summed over their segments.
    let grams = SegmentSums<GramMatrix, GramMatrix>()
    /// The procedures of parts, with what was learned from their segments.
    let procedures = SegmentSums<any ElementwiseProcedure, ElementTally>()

    private let start = ContinuousClock.now
    private let state = Mutex(State())

    private struct State {
        var failure: (any Error)?
        var traffic = WorkerTraffic()
    }

    init(_ plan: MergePlan, destination: (any MergeDestination)?, recordsPairs: Bool = false) {
        self.plan = plan
        self.destination = destination
        recorder = LayerRecorder(plan)
        pairs = recordsPairs ? PairRecorder(layerCount: plan.layers.count) : nil
    }

    /// The time since the merge began, in seconds.
    var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }

    /// Ends the merge; the first failure counts.
    func fail(_ error: any Error) { state.withLock { $0.failure = $0.failure ?? error } }

    /// Why the merge ended early, if it did.
    var failure: (any Error)? { state.withLock { $0.failure } }

    /// Counts what a worker read and wrote, and how it spent its time.
    func add(_ traffic: WorkerTraffic) { state.withLock { $0.traffic += traffic } }

    /// What all workers read and wrote.
    var traffic: WorkerTraffic { state.withLock { $0.traffic } }
}

/// What workers read and wrote, and how they spent their time.
struct WorkerTraffic: Sendable {
    var bytesRead = 0
    var bytesWritten = 0
    var reading = Duration.zero
    var writing = Duration.zero
    var computing = Duration.zero

    static func += (left: inout Self, right: Self) {
        left.bytesRead += right.bytesRead
        left.bytesWritten += right.bytesWritten
        left.reading += right.reading
        left.writing += right.writing
        left.computing += right.computing
    }

    /// What was read and written since another moment, within a time; the rest of which went into
    /// computing.
    func since(_ earlier: Self, within duration: Duration) -> Self {
        let (reading, writing) = (reading - earlier.reading, writing - earlier.writing)
        return Self(
            bytesRead: bytesRead - earlier.bytesRead,
            bytesWritten: bytesWritten - earlier.bytesWritten,
            reading: reading,
            writing: writing,
            computing: duration - reading - writing
        )
    }

    /// The times as reports state them.
    var seconds: MergeReport.WorkerSeconds {
        MergeReport.WorkerSeconds(
            reading: reading / .seconds(1),
            computing: computing / .seconds(1),
            writing: writing / .seconds(1)
        )
    }
}
