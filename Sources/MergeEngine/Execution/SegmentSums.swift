internal import Synchronization

/// What parts have come to while their segments are being looked at.
///
/// Segments end in any order; what they contribute is added in the order of the segments, so that
/// no sum depends on which worker was faster.
final class SegmentSums<Sum: Sendable, Contribution: Sendable>: Sendable {
    private struct Part {
        var sum: Sum
        var early: [Int: Contribution] = [:]
        var added = 0
    }

    private let parts = Mutex<[Int: Part]>([:])

    /// Adds what one segment contributes.
    ///
    /// - Parameters:
    ///   - contribution: The contribution.
    ///   - segment: The segment and its part.
    ///   - segmentCount: The number of the part's segments.
    ///   - start: What the part begins with.
    ///   - add: Adds a contribution to what the part has come to.
    /// - Returns: What the part has come to, when this was the last segment.
    func add(
        _ contribution: Contribution,
        of segment: Segment,
        _ segmentCount: Int,
        from start: Sum,
        _ add: (inout Sum, Contribution) -> Void
    ) -> Sum? {
        let number = segment.pass.part
        return parts.withLock { parts in
            var part = parts.removeValue(forKey: number) ?? Part(sum: start)
            part.early[segment.number] = contribution
            while let next = part.early.removeValue(forKey: part.added) {
                add(&part.sum, next)
                part.added += 1
            }
            if part.added == segmentCount { return part.sum }
            parts[number] = part
            return nil
        }
    }
}
