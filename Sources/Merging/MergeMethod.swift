/// A way to merge: from the Gram matrix of a layer to a weighted sum, element by element, or from
/// matrices to a matrix.
///
/// A method knows only mathematics. Which files, tiles and threads serve it is the engine's
/// business. Equal methods merge alike: the registry makes equal ones from equal arguments.
public protocol MergeMethod: Sendable, Equatable {
    /// What is to be known of it before anything is merged.
    var traits: MethodTraits { get }

    /// The rule for a layer, known before any data are read.
    func rule(for layer: LayerTraits) -> LayerRule

    /// Decides a layer.
    ///
    /// - Parameters:
    ///   - rule: What `rule(for:)` said, or `average` for a layer that the user exempted.
    ///   - gram: The measured Gram matrix; of order zero where the rule measures nothing.
    /// - Returns: How the layer's values are made, and the figures that led there.
    /// - Throws: `UndefinedResult` where the method's formula has no value.
    func decide(_ rule: LayerRule, gram: GramMatrix) throws(UndefinedResult) -> LayerDecision

    /// How a layer is merged where every element has a decision of its own; nil where one decision
    /// serves many.
    func procedure(_ rule: LayerRule, for layer: LayerTraits) -> (any ElementwiseProcedure)?

    /// How a layer is merged as a matrix; nil where it is not.
    func matrixProcedure(_ rule: LayerRule, for layer: LayerTraits) -> (any MatrixProcedure)?
}

extension MergeMethod {
    /// One decision serves a whole layer, a row or a column.
    public func procedure(
        _ rule: LayerRule,
        for layer: LayerTraits
    ) -> (any ElementwiseProcedure)? { nil }

    /// Layers are no matrices.
    public func matrixProcedure(
        _ rule: LayerRule,
        for layer: LayerTraits
    ) -> (any MatrixProcedure)? { nil }

    /// The decision for layers that are averaged plainly.
    func average(of modelCount: Int) -> LayerDecision {
        LayerDecision(.combine(.average(of: modelCount)), rule: .average)
    }
}

/// The reason why a method has no result for a layer.
public struct UndefinedResult: Error, Sendable, Equatable {
    /// One clause, without the layer's name.
    public let reason: String

    /// States a reason.
    public init(reason: String) { self.reason = reason }
}
