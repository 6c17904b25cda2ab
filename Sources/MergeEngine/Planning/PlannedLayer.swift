package import Merging
package import Tensors

/// Elements of one tensor, one after another.
package struct Extent: Sendable, Equatable {
    /// The tensor's position in the plan.
    package let tensor: Int
    /// The elements.
    package let elements: Range<Int>
}

/// A layer of the report: the elements that a rule treats together.
package struct PlannedLayer: Sendable {
    package let name: String
    package let shape: TensorShape
    package let rule: LayerRule
    package let method: any MergeMethod
    /// Usually one whole tensor; three for packed projections, a third of one for split ones.
    package let extents: [Extent]
    /// How many consecutive elements share a ratio; nil when the whole layer does.
    package let rowLength: Int?

    package var elementCount: Int { extents.reduce(0) { $0 + $1.elements.count } }
}
