internal import Checkpoints
internal import Merging
internal import Synchronization

/// What the workers of one merge share.
final class MergeRun: Sendable {
    let plan: MergePlan
    /// Nil when the merge is only measured.
    let destination: (any MergeDestination)?
    let recorder: LayerRecorder
    let queue: TaskQueue<MergeTask>
    let meter: ProgressMeter
    let cancellation: MergeCancellation

    private let progress = Mutex<[Int: GroupProgress]>([:])

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

    /// Adds a segment's Gram matrix; returns the group's when all its segments are measured.
    func add(_ gram: GramMatrix, of task: MergeTask) -> GramMatrix? {
        let count = plan.groups[task.group].segments.count
        return progress.withLock { progress in
            var group =
                progress.removeValue(forKey: task.group)
                ?? GroupProgress(order: gram.order, segmentCount: count)
            if let whole = group.add(gram, ofSegment: task.segment) { return whole }
            progress[task.group] = group
            return nil
        }
    }
}

extension PlannedGroup {
    fileprivate var isMeasured: Bool {
        switch treatment {
        case .measured, .rows, .columns: true
        case .decided, .verbatim: false
        }
    }
}
