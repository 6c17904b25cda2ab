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
    /// How many elements share a ratio; nil when the whole layer does.
    package let rowLength: Int?
    /// Whether those elements are one after another; if not, they are columns.
    package let rowsAreContiguous: Bool
    /// How it is merged element by element; nil where it is not.
    package let procedure: (any ElementwiseProcedure)?
    /// How it is merged as a matrix; nil where it is not.
    package let matrixProcedure: (any MatrixProcedure)?
    /// The number of models that hold it.
    package let modelCount: Int
    /// The only input that holds it, where it is copied for that reason.
    package let loneHolder: Int?

    package var elementCount: Int { extents.reduce(0) { $0 + $1.elements.count } }
}

extension PlannedLayer {
    /// What the method makes of the layer.
    ///
    /// - Throws: `MergeError.undefinedResult` where its formula has no value.
    func decide(_ gram: GramMatrix) throws(MergeError) -> LayerDecision {
        do { return try method.decide(rule, gram: gram) } catch {
            throw .undefinedResult(layer: name, reason: error.reason)
        }
    }
}
