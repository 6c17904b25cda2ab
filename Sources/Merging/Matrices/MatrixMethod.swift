internal import Tensors

/// A method that merges matrices by a procedure and has a plain rule for all other tensors.
struct MatrixMethod<Procedure: MatrixProcedure & Equatable>: MergeMethod {
    /// What becomes of tensors that are no matrices.
    enum Rest: Sendable, Equatable {
        /// The mean of the task vectors, which counts like those of matrices: `b + alpha/N sum w_i d_i`.
        case mean
        /// The values of the only model.
        case model
    }

    private let name: String
    private let scaled: ScaledMatrices<Procedure>
    private let domain: MatrixDomain
    private let rest: Rest

    /// - Parameters:
    ///   - name: The name of the method.
    ///   - procedure: How matrices are merged.
    ///   - weights: What each model's task vector is multiplied by.
    ///   - alpha: What the merged task vector is multiplied by.
    ///   - domain: Which tensors are matrices.
    ///   - rest: What becomes of the others.
    init(
        _ name: String,
        _ procedure: Procedure,
        weights: [Double],
        alpha: Double = 1,
        domain: MatrixDomain = .twoDimensions,
        rest: Rest = .mean
    ) {
        self.name = name
        scaled = ScaledMatrices(procedure: procedure, weights: weights, alpha: alpha)
        self.domain = domain
        self.rest = rest
    }

    private var ownRule: LayerRule { LayerRule(rawValue: name) }

    var traits: MethodTraits { MethodTraits(name: name, absentTensors: .loneBaseCopied) }

    func rule(for layer: LayerTraits) -> LayerRule {
        if domain.contains(layer) { return ownRule }
        return rest == .mean ? .mean : .model
    }

    func matrixProcedure(
        _ rule: LayerRule,
        for layer: LayerTraits
    ) -> (any MatrixProcedure)? {
        rule == ownRule && scaled.alpha != 0 ? scaled : nil
    }

    func decide(_ rule: LayerRule, gram: GramMatrix) -> LayerDecision {
        let weights = scaled.weights
        switch rule {
        case .average: return average(of: weights.count)
        case .model: return LayerDecision(.copyModel(0), rule: .model)
        case .mean where scaled.alpha != 0: return LayerDecision(.combine(mean), rule: .mean)
        default: return LayerDecision(.copyBase, rule: rule)
        }
    }

    private var mean: LinearCombination {
        let (weights, count) = (scaled.weights, Double(scaled.weights.count))
        return LinearCombination(
            weights: weights,
            divisor: count,
            scale: scaled.alpha,
            baseWeight: 1 - scaled.alpha * (weights.reduce(0, +) / count)
        )
    }
}

/// Which tensors a method takes for matrices.
enum MatrixDomain: Sendable, Equatable {
    /// Those of exactly two dimensions, but for the projection of texts, as the authors of TSV and Iso
    /// have it: convolutions are none.
    case twoDimensions
    /// All those of exactly two dimensions.
    case twoDimensionsOfAnyName
    /// Those of two dimensions or more; the first counts rows.
    case twoDimensionsOrMore

    /// Whether a tensor is one of them.
    func contains(_ layer: LayerTraits) -> Bool {
        let count = layer.shape.dimensions.count
        guard layer.elementCount > 0, !layer.isRunningStatistic else { return false }
        return switch self {
        case .twoDimensions: count == 2 && !layer.components.contains("text_projection")
        case .twoDimensionsOfAnyName: count == 2
        case .twoDimensionsOrMore: count >= 2
        }
    }
}
