internal import Dispatch
internal import LinearAlgebra

/// Runs the same work on several threads at once.
enum WorkerPool {
    /// Calls `work` once on each of `count` threads and waits for all of them.
    ///
    /// A queue of its own guarantees each worker a thread even when there are more workers than
    /// cores, which reading from slow disks profits from. OpenBLAS runs on the workers' threads
    /// only: its own threads would compete with them, and change the order of sums.
    static func run(_ count: Int, _ work: @escaping @Sendable (Int) -> Void) {
        OpenBLAS.setThreadCount(1)
        let group = DispatchGroup()
        for worker in 1..<max(count, 1) {
            DispatchQueue(label: "stockpot.worker.\(worker)").async(group: group) { work(worker) }
        }
        work(0)
        group.wait()
    }
}
