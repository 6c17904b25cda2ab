internal import Merging

/// One segment's share of one pass.
struct MergeTask: Sendable {
    /// What the passes before this one have led to.
    enum Knowledge: Sendable {
        /// There was none.
        case nothing
        /// The group's decision.
        case decision(LayerDecision)
        /// The procedure for the next pass over the group's elements.
        case procedure(any ElementwiseProcedure)
    }

    /// The group's position in the plan.
    let group: Int
    /// The segment's position in the group.
    let segment: Int
    var knowledge = Knowledge.nothing
}
