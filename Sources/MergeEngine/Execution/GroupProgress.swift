internal import Synchronization

/// What groups have come to while their segments are being looked at.
///
/// Segments end in any order; what they contribute is added in the order of the segments, so that
/// no sum depends on which worker was faster.
final class GroupProgress<State: Sendable, Part: Sendable>: Sendable {
    private struct Group {
        var state: State
        var early: [Int: Part] = [:]
        var added = 0
    }

    private let groups = Mutex<[Int: Group]>([:])

    /// Adds what one segment contributes.
    ///
    /// - Parameters:
    ///   - part: The contribution.
    ///   - task: The segment and its group.
    ///   - segmentCount: The number of the group's segments.
    ///   - start: What the group begins with.
    ///   - add: Adds a contribution to what the group has come to.
    /// - Returns: What the group has come to, when this was the last segment.
    func add(
        _ part: Part,
        of task: MergeTask,
        _ segmentCount: Int,
        from start: State,
        _ add: (inout State, Part) -> Void
    ) -> State? {
        groups.withLock { groups in
            var group = groups.removeValue(forKey: task.group) ?? Group(state: start)
            group.early[task.segment] = part
            while let next = group.early.removeValue(forKey: group.added) {
                add(&group.state, next)
                group.added += 1
            }
            if group.added == segmentCount { return group.state }
            groups[task.group] = group
            return nil
        }
    }
}
