internal import Merging

/// One segment's share of one pass.
struct MergeTask: Sendable {
    /// The group's position in the plan.
    let group: Int
    /// The segment's position in the group.
    let segment: Int
    /// What the group's measurement decided; nil before it.
    var decision: LayerDecision?
}
