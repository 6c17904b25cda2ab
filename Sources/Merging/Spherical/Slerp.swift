/// Spherical interpolation from the base to one model, one angle per tensor, as in mergekit 0.1.5:
/// `w = sin((1 - t) theta) / sin(theta) * b + sin(t theta) / sin(theta) * x`.
///
/// The angle theta is that between the base b and the model x about the origin; both enter the sum
/// as they are, not normalised. Where `|cos(theta)| > 0.9995` it is `(1 - t) b + t x`.
public struct Slerp: MergeMethod {
    /// The cosine beyond which two inputs count as colinear.
    private static let colinearCosine = 0.9995
    /// The norm up to which an input counts as zero.
    private static let smallestNorm = 1e-8

    private let t: Double

    /// Creates the method.
    ///
    /// - Precondition: `t` is finite.
    public init(t: Double) {
        precondition(t.isFinite, "t is finite")
        self.t = t
    }

    /// Every layer's angle between the base and the one model is measured.
    public var traits: MethodTraits {
        MethodTraits(
            name: "slerp",
            measuredRule: .slerp,
            measuredVectors: .inputs,
            absentTensors: .loneCopied
        )
    }

    /// Every layer is interpolated.
    public func rule(for layer: LayerTraits) -> LayerRule { .slerp }

    /// The weights that follow from the angle.
    public func decide(_ rule: LayerRule, gram: GramMatrix) -> LayerDecision {
        guard rule == .slerp else { return average(of: 1) }
        let cosine = gram.cosine(0, 1) { $0 > Self.smallestNorm ? $0 : 1 }
        let isColinear = cosine.magnitude > Self.colinearCosine
        let weights =
            isColinear ? Arc.straightWeights(at: t) : Arc(cosine: cosine).weights(at: t)
        let sum = LinearCombination(
            weights: [weights.end],
            divisor: 1,
            scale: 1,
            baseWeight: weights.start
        )
        return LayerDecision(.combine(sum), rule: .slerp, cosine: cosine)
    }
}

extension MethodDescription {
    package static let slerp = MethodDescription(
        "slerp",
        "The point at t on the arc from the base to one model.",
        formula: """
            w = sin((1 - t) theta) / sin(theta) * b + sin(t theta) / sin(theta) * x
                theta: angle between base and model about the origin, one per tensor
            w = (1 - t) * b + t * x         where |cos(theta)| > 0.9995
            """,
        reference: "Shoemake: Animating rotation with quaternion curves, SIGGRAPH 1985; "
            + "as in mergekit 0.1.5",
        base: .required,
        modelCounts: 1...1,
        parameters: [
            .number("t", "0 is the base, 1 the model.")
        ],
        build: { arguments throws(MethodError) in Slerp(t: arguments.number("t")) }
    )
}
