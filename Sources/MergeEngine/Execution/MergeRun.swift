internal import Checkpoints
internal import Merging
internal import Synchronization

/// What the workers of one merge share.
final class MergeRun: Sendable {
    let plan: MergePlan
    /// Nil when the merge is only measured.
    let destination: (any MergeDestination)?
    let recorder: LayerRecorder
    let meter: ProgressMeter
    /// The Gram matrices of groups, summed over their segments.
    let grams = GroupProgress<GramMatrix, GramMatrix>()
    /// The procedures of groups, with what was learned from their segments.
    let procedures = GroupProgress<any ElementwiseProcedure, ElementTally>()

    private let state = Mutex(State())

    private struct State {
        var failure: (any Error)?
        var traffic = WorkerTraffic()
    }

    init(
        _ plan: MergePlan,
        destination: (any MergeDestination)?,
        progress: @escaping @Sendable (MergeProgress) -> Void
    ) {
        self.plan = plan
        self.destination = destination
        recorder = LayerRecorder(plan)
        meter = ProgressMeter(plan, progress)
    }

    /// What can be done from the start: every segment's first pass.
    var tasks: [MergeTask] {
        plan.groups.enumerated().flatMap { position, group in
            destination == nil && !group.isMeasured
                ? [] : group.segments.indices.map { MergeTask(group: position, segment: $0) }
        }
    }

    /// Ends the merge; the first failure counts.
    func fail(_ error: any Error) { state.withLock { $0.failure = $0.failure ?? error } }

    /// Why the merge ended early, if it did.
    var failure: (any Error)? { state.withLock { $0.failure } }

    /// Counts what a worker read and wrote, and how it spent its time.
    func add(_ traffic: WorkerTraffic) { state.withLock { $0.traffic += traffic } }

    /// What all workers read and wrote.
    var traffic: WorkerTraffic { state.withLock { $0.traffic } }
}

extension PlannedGroup {
    fileprivate var isMeasured: Bool {
        switch treatment {
        case .measured, .rows, .columns: true
        case .elements, .decided, .verbatim: false
        }
    }
}
