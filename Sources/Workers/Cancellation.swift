internal import Synchronization

/// A switch by which another thread, or a handler of signals, ends work early.
public final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    /// Creates a switch that is off.
    public init() {}

    /// Ends the work: its workers stop after the piece at hand, nothing is left of its output, and it
    /// throws `WorkError.cancelled`.
    public func cancel() { flag.store(true, ordering: .relaxed) }

    /// Whether `cancel` was called.
    public var isCancelled: Bool { flag.load(ordering: .relaxed) }

    /// Throws `WorkError.cancelled` when `cancel` was called.
    public func check() throws(WorkError) { if isCancelled { throw .cancelled } }
}
