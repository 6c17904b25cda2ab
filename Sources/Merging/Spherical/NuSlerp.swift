/// Spherical interpolation between two task vectors, or between two models where there is no base,
/// by the share of their weights, as in mergekit 0.1.5:
/// `w = b + (sin((1 - t) theta) d_1 + sin(t theta) d_2) / sin(theta)`, `t = weight_2 / sum weights`.
///
/// Where the two are colinear it is `b + (1 - t) d_1 + t d_2`.
public struct NuSlerp: MergeMethod {
    /// The norm below which a vector is not scaled up to length 1.
    private static let smallestNorm = 1e-7
    /// The squared sine of the angle up to which two vectors count as colinear.
    private static let colinearSquaredSine = 1e-16
    /// The sum of weights below which both count alike.
    private static let smallestSum = 1e-6

    private let weights: [Double]
    private let granularity: Granularity

    /// Creates the method.
    ///
    /// - Parameters:
    ///   - weights: The weights of the two models.
    ///   - granularity: The elements that share an angle.
    /// - Precondition: There are two weights.
    public init(weights: [Double], granularity: Granularity = .tensor) {
        precondition(weights.count == 2, "nuslerp interpolates between two models")
        self.weights = weights
        self.granularity = granularity
    }

    /// Every layer's angle between the two task vectors is measured.
    public var traits: MethodTraits {
        MethodTraits(
            name: "nuslerp",
            granularity: granularity,
            measuredRule: .nuslerp,
            absentTensors: .loneCopied
        )
    }

    /// Every layer is interpolated.
    public func rule(for layer: LayerTraits) -> LayerRule { .nuslerp }

    /// The coefficients that follow from the angle.
    public func decide(_ rule: LayerRule, gram: GramMatrix) -> LayerDecision {
        guard rule == .nuslerp else { return average(of: 2) }
        let cosine = gram.cosine(0, 1) { max($0, Self.smallestNorm) }
        let isColinear = 1 - cosine * cosine <= Self.colinearSquaredSine
        let weights =
            isColinear ? Arc.straightWeights(at: t) : Arc(cosine: cosine).weights(at: t)
        return LayerDecision(
            .combine(.coefficients([weights.start, weights.end])),
            rule: .nuslerp,
            cosine: cosine
        )
    }

    private var t: Double {
        let sum = weights[0] + weights[1]
        return sum.magnitude < Self.smallestSum ? 0.5 : weights[1] / sum
    }
}

extension MethodDescription {
    package static let nuslerp = MethodDescription(
        "nuslerp",
        "The point on the arc between two task vectors, or two models, by their weights.",
        formula: """
            t = weight_2 / (weight_1 + weight_2)        0.5 where the sum is below 1e-6
            w = b + (sin((1 - t) theta) d_1 + sin(t theta) d_2) / sin(theta)
            w = b + (1 - t) d_1 + t d_2                 where 1 - cos^2(theta) <= 1e-16
                d_i = x_i - b, theta: angle between d_1 and d_2; without a base b = 0
            """,
        reference: "Shoemake: Animating rotation with quaternion curves, SIGGRAPH 1985; "
            + "as in mergekit 0.1.5",
        base: .optional,
        modelCounts: 2...2,
        parameters: [
            .number("weight", scope: .perModel, "The model's weight."),
            .flag(
                "nuslerp_flatten",
                default: true,
                "One angle for a whole tensor, not one for each vector along a dimension."
            ),
            .flag(
                "nuslerp_row_wise",
                default: false,
                "Without nuslerp_flatten: vectors along the first dimension, not along the last."
            ),
        ],
        build: { arguments throws(MethodError) in
            let isRowWise = arguments.boolean("nuslerp_row_wise")
            let vectors = isRowWise ? Granularity.firstDimension : .lastDimension
            return NuSlerp(
                weights: arguments.numbers("weight"),
                granularity: arguments.boolean("nuslerp_flatten") ? .tensor : vectors
            )
        }
    )
}
