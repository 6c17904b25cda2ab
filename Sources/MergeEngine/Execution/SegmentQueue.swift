internal import Merging
internal import Workers

/// One pass over the segments of a part, for all merges of a group.
struct Pass: Sendable {
    /// What the passes before this one have led to in one merge.
    enum Knowledge: Sendable {
        /// There was none.
        case nothing
        /// The part's decision.
        case decision(LayerDecision)
        /// The procedure for the next pass over the part's elements.
        case procedure(any ElementwiseProcedure)
    }

    /// The part's position in the plans.
    let part: Int
    /// By merge; nil where a merge is done with the part.
    let knowledge: [Knowledge?]
}

/// A segment, and the pass in which it is looked at next.
struct Segment: Sendable {
    let pass: Pass
    /// The segment's position in the part.
    let number: Int
}

/// Deals segments to workers: those of first passes in the order of the plan, those of another pass
/// once all merges have ended the pass before, because it should be theirs together.
///
/// What became possible last is dealt first: its bytes are still in the caches.
final class SegmentQueue: Sendable {
    private struct State {
        /// The segment that is dealt next in a first pass.
        var (part, number) = (0, 0)
        /// The segments of further passes, the next one last.
        var ready: [Segment] = []
        /// How many segments are being looked at.
        var dealtCount = 0
        /// The passes of which some segments were looked at.
        var passes: [Int: (endedCount: Int, following: [Pass.Knowledge?])] = [:]
    }

    private let state = Monitor(State())
    /// For each part the number of its segments, or none where there is nothing to do.
    private let segmentCounts: [Int]
    private let first: [Pass.Knowledge?]

    init(segmentCounts: [Int], mergeCount: Int) {
        self.segmentCounts = segmentCounts
        first = Array(repeating: .nothing, count: mergeCount)
    }

    /// Takes a segment, waiting for one if need be; nil when all is done.
    func next() -> Segment? {
        state.wait { state -> Segment?? in
            let segment = state.ready.popLast() ?? firstPass(&state)
            if segment != nil { state.dealtCount += 1 }
            return segment == nil && state.dealtCount > 0 ? nil : .some(segment)
        }
    }

    private func firstPass(_ state: inout State) -> Segment? {
        while state.part < segmentCounts.count, state.number == segmentCounts[state.part] {
            (state.part, state.number) = (state.part + 1, 0)
        }
        guard state.part < segmentCounts.count else { return nil }
        defer { state.number += 1 }
        return Segment(pass: Pass(part: state.part, knowledge: first), number: state.number)
    }

    /// Notes that a segment was looked at.
    ///
    /// - Parameters:
    ///   - segment: The segment.
    ///   - following: By merge, what this was the last thing to know for another pass.
    func end(_ segment: Segment, _ following: [Pass.Knowledge?]) {
        let (part, count) = (segment.pass.part, segmentCounts[segment.pass.part])
        state.withLock { state in
            state.dealtCount -= 1
            var pass = state.passes.removeValue(forKey: part) ?? (0, following)
            pass.endedCount += 1
            for (merge, knowledge) in following.enumerated() where knowledge != nil {
                pass.following[merge] = knowledge
            }
            guard pass.endedCount == count else {
                state.passes[part] = pass
                return
            }
            guard pass.following.contains(where: { $0 != nil }) else { return }
            let next = Pass(part: part, knowledge: pass.following)
            state.ready += (0..<count).reversed().map { Segment(pass: next, number: $0) }
        }
    }
}
