/// The base plus weighted task vectors (Ilharco et al., arXiv 2212.04089):
/// `w = b + lambda * sum_i w_i (x_i - b)`, the sum divided by `sum_i w_i` on request.
///
/// A sum of weights below 1e-8 counts as 1. With lambda 0 the result is the base's own bytes.
public struct TaskArithmetic: MergeMethod {
    private let weights: [Double]
    private let normalizes: Bool
    private let lambda: Double

    /// Creates the method.
    ///
    /// - Parameters:
    ///   - weights: The weight of each model.
    ///   - normalizes: Whether the sum is divided by the sum of the weights.
    ///   - lambda: What the sum is multiplied by.
    public init(weights: [Double], normalizes: Bool = false, lambda: Double = 1) {
        self.weights = weights
        self.normalizes = normalizes
        self.lambda = lambda
    }

    /// Task arithmetic measures nothing and has a weight for each of its models.
    public var traits: MethodTraits {
        MethodTraits(
            name: "task_arithmetic",
            absentTensors: .loneBaseCopied,
            warnings: normalizes ? weights.warningsWhereTheyDivide : []
        )
    }

    /// Every layer is summed.
    public func rule(for layer: LayerTraits) -> LayerRule { .linear }

    /// The same weights for every layer.
    public func decide(_ rule: LayerRule, gram: GramMatrix) -> LayerDecision {
        guard rule != .average else { return average(of: weights.count) }
        let isUnmoved = lambda == 0 || weights.allSatisfy { $0 == 0 }
        return LayerDecision(isUnmoved ? .copyBase : .combine(sum), rule: .linear)
    }

    private var sum: LinearCombination {
        let total = weights.reduce(0, +)
        let divisor = normalizes ? weights.divisor : 1
        return LinearCombination(
            weights: weights,
            divisor: divisor,
            scale: lambda,
            baseWeight: 1 - lambda * (total / divisor)
        )
    }
}
