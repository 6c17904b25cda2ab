/// No merge: only the measurement of what models have in common, as a method so that the engine can stream
/// it as it streams all others.
struct SimilarityMeasurement: MergeMethod {
    let modelCount: Int
    let vectors: MeasuredVectors
    /// Whether each column of the attention and MLP tensors is measured apart, and nothing else.
    let measuresColumns: Bool

    /// Columns or whole tensors are measured.
    var traits: MethodTraits {
        MethodTraits(
            name: "similarity",
            granularity: measuresColumns ? .firstDimension : .tensor,
            measuredRule: .similarity,
            measuredVectors: vectors
        )
    }

    /// Columns are those of attention and MLP, whose names say so in every dialect.
    func rule(for layer: LayerTraits) -> LayerRule {
        let isMeasured =
            !measuresColumns || layer.name.contains("attn") || layer.name.contains("mlp")
        return isMeasured ? .similarity : .average
    }

    /// Nothing is made of it.
    func decide(_ rule: LayerRule, gram: GramMatrix) -> LayerDecision {
        rule == .similarity
            ? LayerDecision(.copyModel(0), rule: .similarity) : average(of: modelCount)
    }
}

extension LayerRule {
    /// Measured only.
    package static let similarity = LayerRule(rawValue: "similarity")
}

extension MethodDescription {
    /// The measurement of what models have in common; it is not among the methods that users choose.
    ///
    /// - Parameters:
    ///   - ofColumns: Whether each column of the attention and MLP tensors is measured apart, and nothing
    ///     else; otherwise all tensors are.
    ///   - hasBase: Whether task vectors are measured, and with them the base itself as the last vector;
    ///     otherwise the models as they are.
    /// - Returns: The measurement.
    package static func similarity(ofColumns: Bool, hasBase: Bool) -> MethodDescription {
        MethodDescription(
            "similarity",
            "The measurement of what models have in common.",
            formula: "G_ij = <d_i, d_j>",
            reference: "",
            base: hasBase ? .required : .refused,
            modelCounts: 2...Int.max,
            parameters: [],
            build: { arguments throws(MethodError) in
                SimilarityMeasurement(
                    modelCount: arguments.modelCount,
                    vectors: hasBase ? .taskVectorsAndBase : .inputs,
                    measuresColumns: ofColumns
                )
            }
        )
    }
}
