internal import Merging

/// The Gram matrix of a group while its segments are being measured.
///
/// Segments end in any order; their matrices are added in the order of the segments, so that the
/// sum does not depend on which worker was faster.
struct GroupProgress {
    private var sum: GramMatrix
    private var early: [Int: GramMatrix] = [:]
    private var added = 0
    private let segmentCount: Int

    init(order: Int, segmentCount: Int) {
        sum = GramMatrix(order: order)
        self.segmentCount = segmentCount
    }

    /// Adds one segment's matrix; returns the group's when it was the last one.
    mutating func add(_ gram: GramMatrix, ofSegment segment: Int) -> GramMatrix? {
        early[segment] = gram
        while let next = early.removeValue(forKey: added) {
            sum += next
            added += 1
        }
        return added == segmentCount ? sum : nil
    }
}
