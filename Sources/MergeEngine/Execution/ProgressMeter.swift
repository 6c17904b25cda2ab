internal import Synchronization

/// Counts what all workers have read, and tells a listener now and then.
final class ProgressMeter: Sendable {
    private let bytesRead = Atomic<Int>(0)
    private let start = ContinuousClock.now
    private let lastNotice = Mutex(ContinuousClock.now)
    private let bytesToRead: Int
    private let listener: @Sendable (MergeProgress) -> Void

    init(_ plan: MergePlan, _ listener: @escaping @Sendable (MergeProgress) -> Void) {
        bytesToRead = plan.firstPassByteCount + plan.secondPassByteCount
        self.listener = listener
    }

    /// The time since the first read, in seconds.
    var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }

    /// Counts bytes; the worker that finds the last notice old enough gives the next.
    func add(_ bytes: Int) {
        let sum = bytesRead.add(bytes, ordering: .relaxed).newValue
        let now = ContinuousClock.now
        let isDue = lastNotice.withLockIfAvailable { last in
            guard now - last >= .milliseconds(100) else { return false }
            last = now
            return true
        }
        guard isDue == true else { return }
        listener(MergeProgress(bytesRead: sum, bytesToRead: bytesToRead, seconds: seconds))
    }
}
