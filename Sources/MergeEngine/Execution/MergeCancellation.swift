internal import Synchronization

/// A switch by which another thread ends a merge early.
public final class MergeCancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    /// Creates a switch that is off.
    public init() {}

    /// Ends the merge: its workers stop after the segment at hand, nothing is left of its output,
    /// and it throws `MergeError.cancelled`.
    public func cancel() { flag.store(true, ordering: .relaxed) }

    /// Whether the switch was thrown.
    public var isCancelled: Bool { flag.load(ordering: .relaxed) }
}
