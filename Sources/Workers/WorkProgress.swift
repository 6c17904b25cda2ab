internal import Synchronization

/// How far work has come.
public struct WorkProgress: Sendable, Equatable {
    /// What work is counted in.
    public enum Unit: Sendable {
        /// Bytes that are read or written.
        case bytes
        /// Images that are classified or drawn.
        case images
        /// Tensors that are compared.
        case tensors
        /// Steps of a plan.
        case steps
    }

    /// What is being done: a data set, a tensor, how many jobs have ended; empty where the amounts say
    /// enough.
    public var stage: String
    /// What the amounts count.
    public let unit: Unit
    /// What is done so far.
    public let done: Int
    /// What there is to be done, at most; 0 where that is not known.
    public let total: Int
    /// The time since the beginning, in seconds.
    public let seconds: Double

    /// Describes progress.
    public init(stage: String = "", _ unit: Unit, done: Int, total: Int, seconds: Double) {
        self.stage = stage
        self.unit = unit
        self.done = done
        self.total = total
        self.seconds = seconds
    }

    /// What is done in a second.
    public var rate: Double { Double(done) / max(seconds, 1e-9) }

    /// The time left at the rate so far, in seconds; nil before anything was done.
    public var secondsLeft: Double? {
        done == 0 ? nil : seconds / Double(done) * Double(max(0, total - done))
    }
}

/// Hears how far work has come, about ten times a second, on any thread.
public typealias ProgressListener = @Sendable (WorkProgress) -> Void

/// Counts what workers do, and tells a listener now and then.
public final class ProgressMeter: Sendable {
    private let done = Atomic<Int>(0)
    private let start = ContinuousClock.now
    private let lastNotice = Mutex(ContinuousClock.now)
    private let unit: WorkProgress.Unit
    private let total: Int
    private let listener: ProgressListener

    /// Starts the clock.
    public init(_ unit: WorkProgress.Unit, total: Int, _ listener: @escaping ProgressListener) {
        self.unit = unit
        self.total = total
        self.listener = listener
    }

    /// The time since the beginning, in seconds.
    public var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }

    /// Tells at once what is done next.
    public func begin(_ stage: String) { notify(stage, done.load(ordering: .relaxed)) }

    /// Counts work; the thread that finds the last notice old enough gives the next, and the one that
    /// comes to the total gives the last.
    public func add(_ amount: Int, stage: @autoclosure () -> String = "") {
        let sum = done.add(amount, ordering: .relaxed).newValue
        let now = ContinuousClock.now
        let isDue = lastNotice.withLockIfAvailable { last in
            guard now - last >= .milliseconds(100) else { return false }
            last = now
            return true
        }
        if isDue == true || sum == total { notify(stage(), sum) }
    }

    private func notify(_ stage: String, _ done: Int) {
        listener(WorkProgress(stage: stage, unit, done: done, total: total, seconds: seconds))
    }
}
