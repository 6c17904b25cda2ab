/// The Karcher mean of the directions of all inputs, the base included, with their mean length
/// (Karcher 1977; as in mergekit 0.1.5).
///
/// The mean is searched for among sums of the inputs' directions, so that the Gram matrix of a
/// layer is all that an iteration needs.
public struct Karcher: MergeMethod {
    private let modelCount: Int
    private let search: DirectionMean

    /// Creates the method.
    ///
    /// - Parameters:
    ///   - modelCount: The number of models, the base not counted.
    ///   - stepCount: The largest number of steps.
    ///   - tolerance: The angle, in radians, below which a step ends the search; also the length
    ///     up to which an input has no direction.
    public init(modelCount: Int, stepCount: Int = 10, tolerance: Double = 1e-5) {
        self.modelCount = modelCount
        search = DirectionMean(stepCount: stepCount, tolerance: tolerance)
    }

    /// Every layer's norms and angles of all inputs are measured.
    public var traits: MethodTraits {
        MethodTraits(
            name: "karcher",
            measuredRule: .karcher,
            measuredVectors: .inputs
        )
    }

    /// Every layer gets the mean.
    public func rule(for layer: LayerTraits) -> LayerRule { .karcher }

    /// The coefficients of the mean `u * (1 / n) sum_i |x_i|`; zeros where no input has a direction.
    public func decide(_ rule: LayerRule, gram: GramMatrix) -> LayerDecision {
        guard rule == .karcher else { return average(of: modelCount) }
        guard gram.order > 1 else { return LayerDecision(.copyModel(0), rule: .karcher) }
        let mean = search.mean(of: gram)
        let length = gram.norms.reduce(0, +) / Double(gram.order)
        let coefficients = mean.coefficients.map { $0 * length }
        let hasBase = gram.order > modelCount
        let sum = LinearCombination(
            weights: Array(coefficients.dropFirst(hasBase ? 1 : 0)),
            divisor: 1,
            scale: 1,
            baseWeight: hasBase ? coefficients[0] : 0
        )
        let isSettled = mean.lastStep < search.tolerance
        return LayerDecision(
            .combine(sum),
            rule: .karcher,
            warnings: isSettled ? [] : [.unsettled(angle: mean.lastStep)]
        )
    }
}

extension MethodDescription {
    package static let karcher = MethodDescription(
        "karcher",
        "The Karcher mean of the directions of all inputs, with their mean length.",
        formula: """
            u_i = x_i / |x_i|             models and base alike; |x_i| <= tol takes no part
            u   = sum_i u_i, normalised; then up to max_iter times
                  T = (1/k) sum_i (theta_i / sin(theta_i)) (u_i - cos(theta_i) u)
                  u = cos|T| u + sin|T| T / |T|          until |T| < tol
            w   = u * (1/n) sum_i |x_i|      k inputs take part, of n
            """,
        reference: "Karcher: Riemannian center of mass and mollifier smoothing, 1977; "
            + "as in mergekit 0.1.5",
        base: .optional,
        modelCounts: 1...Int.max,
        parameters: [
            .integer("max_iter", default: 10, in: 1...1000, "The largest number of steps."),
            .number(
                "tol",
                default: 1e-5,
                in: 1e-12...1,
                "The angle in radians below which a step is the last."
            ),
        ],
        build: { arguments throws(MethodError) in
            Karcher(
                modelCount: arguments.modelCount,
                stepCount: arguments.integer("max_iter"),
                tolerance: arguments.number("tol")
            )
        }
    )
}
