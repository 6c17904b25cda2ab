internal import Checkpoints
internal import Merging

/// What the workers of one merge share.
final class MergeRun: Sendable {
    let plan: MergePlan
    /// Nil when the merge is only measured.
    let destination: (any MergeDestination)?
    let recorder: LayerRecorder
    let queue: TaskQueue<MergeTask>
    let meter: ProgressMeter
    let cancellation: MergeCancellation

    /// The Gram matrices of groups, summed over their segments.
    let grams = GroupProgress<GramMatrix, GramMatrix>()
    /// The procedures of groups, with what was learned from their segments.
    let procedures = GroupProgress<any ElementwiseProcedure, ElementTally>()

    init(
        _ plan: MergePlan,
        destination: (any MergeDestination)?,
        cancellation: MergeCancellation,
        progress: @escaping @Sendable (MergeProgress) -> Void
    ) {
        self.cancellation = cancellation
        self.plan = plan
        self.destination = destination
        recorder = LayerRecorder(plan)
        meter = ProgressMeter(plan, progress)
        let tasks = plan.groups.enumerated().flatMap { position, group in
            destination == nil && !group.isMeasured
                ? [] : group.segments.indices.map { MergeTask(group: position, segment: $0) }
        }
        queue = TaskQueue(tasks, workerCount: plan.memory.workerCount)
    }
}

extension PlannedGroup {
    fileprivate var isMeasured: Bool {
        switch treatment {
        case .measured, .rows, .columns: true
        case .elements, .decided, .verbatim: false
        }
    }
}
