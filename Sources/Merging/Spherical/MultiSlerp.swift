internal import Glibc

/// Barycentric interpolation of several task vectors, or models where there is no base, on a
/// sphere, as in mergekit 0.1.5.
///
///     u_i = d_i / (|d_i| + eps)         M = sum_i w_i u_i         m = M / |M|
///     T   = sum_i w_i (u_i - <u_i, m> m)                          q = |T| + eps
///     w   = b + (m cos(q) + T sin(q) / q) * sum_i w_i |d_i|
///
/// The projections add up to `sum_i w_i <u_i, m> = <M, m> = |M|`, so that `T = M - |M| m = 0`
/// whatever the inputs: what another program finds there is its rounding. Left is
/// `w = b + m cos(eps) * sum_i w_i |d_i|`. Where no model differs from the base, the base stays;
/// mergekit refuses three or more such models.
public struct MultiSlerp: MergeMethod {
    private let weights: [Double]
    private let warnings: [String]
    private let epsilon: Double

    /// Creates the method.
    ///
    /// - Parameters:
    ///   - weights: The weight of each model.
    ///   - normalizes: Whether the weights are divided by their sum.
    ///   - epsilon: What is added to norms before a division by them.
    /// - Throws: `MethodError.contradiction` when the weights sum to 0 and are to be divided.
    public init(
        weights: [Double],
        normalizes: Bool = true,
        epsilon: Double = 1e-8
    ) throws(MethodError) {
        let sum = weights.reduce(0, +)
        guard !normalizes || sum != 0 else {
            throw .contradiction(
                method: "multislerp",
                reason: "the weights sum to 0, so that they cannot be normalised"
            )
        }
        self.weights = normalizes ? weights.map { $0 / sum } : weights
        warnings = normalizes && abs(sum - 1) > 1e-6 ? weights.warningsWhereTheyDivide : []
        self.epsilon = epsilon
    }

    /// Every layer is measured; one model alone stays as it is.
    public var traits: MethodTraits {
        MethodTraits(
            name: "multislerp",
            measuredRule: weights.count == 1 ? nil : .multislerp,
            warnings: warnings
        )
    }

    /// Every layer is interpolated.
    public func rule(for layer: LayerTraits) -> LayerRule { .multislerp }

    /// The coefficients that follow from norms and angles.
    ///
    /// - Throws: `UndefinedResult` when three or more vectors cancel: no direction is their mean.
    public func decide(
        _ rule: LayerRule,
        gram: GramMatrix
    ) throws(UndefinedResult) -> LayerDecision {
        guard rule == .multislerp else { return average(of: weights.count) }
        guard weights.count > 1 else { return LayerDecision(.copyModel(0), rule: .multislerp) }
        let norms = gram.norms
        guard norms.contains(where: { $0 > 0 }) else { return decision(for: norms) }
        let mean = zip(weights, norms).map { $1 > 0 ? $0 / ($1 + epsilon) : 0 }
        let length = gram.length(ofSum: mean)
        let vanishing = max(epsilon, resolution(mean, norms))
        guard length >= vanishing else { return try decideCancelled() }
        let scale = zip(weights, norms).reduce(0) { $0 + $1.0 * $1.1 } * cos(epsilon) / length
        return decision(for: mean.map { $0 * scale })
    }

    /// The length below which the rounding of the Gram matrix hides whether anything is left.
    private func resolution(_ mean: [Double], _ norms: [Double]) -> Double {
        let terms = zip(mean, norms).reduce(0) { $0 + ($1.0 * $1.1).magnitude }
        return terms * (8 * Double.ulpOfOne).squareRoot()
    }

    private func decideCancelled() throws(UndefinedResult) -> LayerDecision {
        guard weights.count == 2 else {
            throw UndefinedResult(
                reason: "the weighted directions of its \(weights.count) models cancel, "
                    + "so that they have no mean; choose other weights"
            )
        }
        return decision(for: weights)
    }

    private func decision(for coefficients: [Double]) -> LayerDecision {
        LayerDecision(
            .combine(.coefficients(coefficients)),
            rule: .multislerp,
            coefficients: coefficients
        )
    }
}

extension MethodDescription {
    package static let multislerp = MethodDescription(
        "multislerp",
        "The weighted mean direction of task vectors, or models, with their mean length.",
        formula: """
            u_i = d_i / (|d_i| + eps)      m = sum_i weight_i u_i, divided by its length
            w   = b + m cos(eps) * sum_i weight_i |d_i|
                  d_i = x_i - b; without a base b = 0
            w   = b + sum_i weight_i d_i   of two that cancel; of more that cancel it is an error
            """,
        reference: "Goddard: Multi-SLERP, goddard.blog/posts/multislerp-wow-what-a-cool-idea; "
            + "as in mergekit 0.1.5, whose further term is zero",
        base: .optional,
        modelCounts: 1...Int.max,
        parameters: [
            .number("weight", scope: .perModel, "The model's weight."),
            .flag("normalize_weights", default: true, "Divide the weights by their sum."),
            .number(
                "eps",
                default: 1e-8,
                in: 0...1,
                "What is added to norms, and the length below which vectors cancel."
            ),
        ],
        build: { arguments throws(MethodError) in
            try MultiSlerp(
                weights: arguments.numbers("weight"),
                normalizes: arguments.boolean("normalize_weights"),
                epsilon: arguments.number("eps")
            )
        }
    )
}
