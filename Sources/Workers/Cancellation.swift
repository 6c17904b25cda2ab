internal import Synchronization

/// A switch by which another thread, or a handler of signals, ends work early.
public final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)
    private let isAsked: @Sendable () -> Bool

    /// Creates a switch that is off.
    ///
    /// - Parameter isAsked: Another way to ask for the end: called before each piece of work, by any
    ///   thread.
    public init(when isAsked: @escaping @Sendable () -> Bool = { false }) {
        self.isAsked = isAsked
    }

    /// Ends the work: its workers stop after the piece at hand, nothing is left of its output, and it
    /// throws `WorkError.cancelled`.
    public func cancel() { flag.store(true, ordering: .relaxed) }

    /// Whether `cancel` was called, or the end is asked for otherwise.
    public var isCancelled: Bool { flag.load(ordering: .relaxed) || isAsked() }

    /// Throws `WorkError.cancelled` when the end was asked for.
    public func check() throws(WorkError) { if isCancelled { throw .cancelled } }
}
