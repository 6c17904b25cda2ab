/// A weighted sum of a base and models, in the form that keeps special cases exact:
/// `scale * (sum_i weight_i * w_i) / divisor + baseWeight * w0`.
///
/// With equal weights, `scale` 1 and `baseWeight` 0 it is the average, exact for equal inputs;
/// a term whose factor is zero is left out, so that it cannot change the sign of a zero.
public struct LinearCombination: Sendable, Equatable {
    /// The weight of each model.
    public let weights: [Double]
    /// What the weighted sum is divided by.
    public let divisor: Double
    /// What the quotient is multiplied by.
    public let scale: Double
    /// The weight of the base.
    public let baseWeight: Double

    /// Creates a combination.
    public init(weights: [Double], divisor: Double, scale: Double, baseWeight: Double) {
        self.weights = weights
        self.divisor = divisor
        self.scale = scale
        self.baseWeight = baseWeight
    }

    /// Whether some coefficient, the base's among them, is negative: the sum is then not between the inputs.
    public var extrapolates: Bool {
        // A base's weight of 1 - 1 may come out as a few units of rounding.
        baseWeight < -1e-9 || weights.contains { $0 * scale / divisor < -1e-9 }
    }

    /// The plain average of `count` models.
    public static func average(of count: Int) -> Self {
        Self(weights: equalWeights(count), divisor: Double(count), scale: 1, baseWeight: 0)
    }

    /// Model Stock's point `t * average + (1 - t) * w0`.
    public static func ratio(_ t: Double, modelCount: Int) -> Self {
        Self(
            weights: equalWeights(modelCount),
            divisor: Double(modelCount),
            scale: t,
            baseWeight: 1 - t
        )
    }

    /// The point `w0 + sum_i coefficient_i * d_i`.
    public static func coefficients(_ coefficients: [Double]) -> Self {
        Self(
            weights: coefficients,
            divisor: 1,
            scale: 1,
            baseWeight: 1 - coefficients.reduce(0, +)
        )
    }

    private static func equalWeights(_ count: Int) -> [Double] {
        Array(repeating: 1, count: count)
    }
}
