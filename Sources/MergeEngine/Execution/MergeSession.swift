internal import Checkpoints

/// Merges that are carried out together: what several of them read is read once.
///
/// Their plans have the same segments. A worker takes a segment for all of them in turn; it reads for
/// the first, and finds what it needs in its tiles for the others.
final class MergeSession: Sendable {
    let runs: [MergeRun]
    /// How many workers there are, and the tiles of all inputs together.
    let memory: MemoryPlan
    let inputs: SharedInputs

    private let queue: TaskQueue<SharedTask>
    private let progress = PassProgress()
    private let cancellation: MergeCancellation

    /// Puts merges together.
    ///
    /// - Precondition: All plans have the same segments.
    init(_ runs: [MergeRun], memory: MemoryPlan, cancellation: MergeCancellation) {
        self.runs = runs
        self.memory = memory
        self.cancellation = cancellation
        inputs = SharedInputs(runs.map(\.plan.inputs))
        let tasks = runs.enumerated().flatMap { position, run in
            run.tasks.map { (run: position, task: $0) }
        }
        queue = TaskQueue(SharedTask.shared(tasks), workerCount: memory.workerCount)
    }

    /// Carries the merges out; each that fails leaves its failure with its run.
    func execute() {
        WorkerPool.run(memory.workerCount) { _ in
            var worker = MergeWorker(self)
            while let task = self.queue.next() {
                self.queue.finish(adding: self.perform(task, by: &worker))
            }
        }
    }

    private func perform(_ task: SharedTask, by worker: inout MergeWorker) -> [SharedTask] {
        var following: [SharedTask.Share] = []
        for (position, task) in task.shares {
            let run = runs[position]
            if cancellation.isCancelled { run.fail(MergeError.cancelled) }
            guard run.failure == nil else { continue }
            let (start, before) = (ContinuousClock.now, worker.traffic)
            worker.turn(to: position)
            do {
                following += try worker.perform(task).map { (position, $0) }
            } catch {
                run.fail(error)
            }
            run.note(worker.traffic - before, within: ContinuousClock.now - start)
        }
        let segmentCount = runs[0].plan.groups[task.group].segments.count
        return progress.end(task.group, segmentCount, following)
    }
}

extension MergeRun {
    /// Counts what one task read and wrote; the rest of its time went into computing.
    fileprivate func note(_ traffic: WorkerTraffic, within duration: Duration) {
        var traffic = traffic
        traffic.computing = duration - traffic.reading - traffic.writing
        add(traffic)
        meter.add(traffic.bytesRead)
    }
}
