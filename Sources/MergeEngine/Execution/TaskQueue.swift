internal import Dispatch
internal import Synchronization

/// The tasks of merges: those known from the start, in order, and those that become possible when
/// others end.
///
/// What became possible last is dealt first: its bytes are still in the caches.
final class TaskQueue<Task: Sendable>: Sendable {
    private struct State {
        var waiting: ArraySlice<Task>
        var ready: [Task] = []
        var unfinished: Int
    }

    private let state: Mutex<State>
    /// Counts the tasks that can be taken; at the end, one for every worker to leave by.
    private let available: DispatchSemaphore
    private let workerCount: Int

    init(_ tasks: [Task], workerCount: Int) {
        state = Mutex(State(waiting: tasks[...], unfinished: tasks.count))
        available = DispatchSemaphore(value: 0)
        self.workerCount = workerCount
        for _ in tasks { available.signal() }
        if tasks.isEmpty { releaseWorkers() }
    }

    /// Takes a task, waiting for one if need be; nil when all are done.
    func next() -> Task? {
        available.wait()
        return state.withLock { $0.ready.popLast() ?? $0.waiting.popFirst() }
    }

    /// Ends a task and adds those that its end made possible.
    func finish(adding tasks: [Task] = []) {
        let isLast = state.withLock { state in
            // Reversed, because the last of the ready ones is taken first.
            state.ready.append(contentsOf: tasks.reversed())
            state.unfinished += tasks.count - 1
            return state.unfinished == 0
        }
        for _ in tasks { available.signal() }
        if isLast { releaseWorkers() }
    }

    private func releaseWorkers() {
        for _ in 0..<workerCount { available.signal() }
    }
}
