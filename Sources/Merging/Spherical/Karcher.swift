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
