internal import Dispatch
internal import LinearAlgebra

/// Runs the same work on several threads at once.
enum WorkerPool {
    /// Calls `work` once on each of `count` threads and waits for all of them.
    ///
    /// A queue of its own guarantees each worker a thread even when there are more workers than
    /// cores, which reading from slow disks profits from.
    static func run(_ count: Int, _ work: @escaping @Sendable (Int) -> Void) {
        OpenBLAS.withCallersThreadsOnly { runOnThreads(count, work) }
    }

    private static func runOnThreads(_ count: Int, _ work: @escaping @Sendable (Int) -> Void) {
        let group = DispatchGroup()
        for worker in 1..<max(count, 1) {
            DispatchQueue(label: "stockpot.worker.\(worker)").async(group: group) { work(worker) }
        }
        work(0)
        group.wait()
    }
}
