internal import Synchronization

/// How far the pass over each group has come.
///
/// What a pass made possible for several merges is dealt once all of them have ended it: their last
/// segments may be looked at by different workers, and the next pass should be theirs together.
final class PassProgress: Sendable {
    private struct Pass {
        var ended = 0
        var following: [SharedTask.Share] = []
    }

    private let passes = Mutex<[Int: Pass]>([:])

    /// Notes that a segment was looked at.
    ///
    /// - Parameters:
    ///   - group: The segment's group.
    ///   - segmentCount: The number of the group's segments.
    ///   - following: What this made possible.
    /// - Returns: When it was the last segment, what the pass made possible in all.
    func end(
        _ group: Int,
        _ segmentCount: Int,
        _ following: [SharedTask.Share]
    ) -> [SharedTask] {
        passes.withLock { passes in
            var pass = passes.removeValue(forKey: group) ?? Pass()
            pass.following += following
            pass.ended += 1
            if pass.ended == segmentCount { return SharedTask.shared(pass.following) }
            passes[group] = pass
            return []
        }
    }
}
