/// The choices that a user has in addition to the variant of Model Stock.
public struct ModelStockOptions: Sendable, Equatable {
    /// The definition to follow.
    public var variant: ModelStockVariant
    /// Keeps the ratio in 0...1.
    public var clampsRatio: Bool
    /// Keeps the coefficients of the `gram` variant on the simplex: none negative, sum at most 1.
    public var boundsCoefficients: Bool
    /// Uses the mean of each column, instead of one mean, as the right-hand side of the system.
    public var usesColumnMeans: Bool
    /// The elements that share a ratio; nil takes the variant's own.
    public var granularity: Granularity?

    /// Creates options; all defaults follow the paper.
    public init(
        variant: ModelStockVariant = .paper,
        clampsRatio: Bool = false,
        boundsCoefficients: Bool = false,
        usesColumnMeans: Bool = false,
        granularity: Granularity? = nil
    ) {
        self.variant = variant
        self.clampsRatio = clampsRatio
        self.boundsCoefficients = boundsCoefficients
        self.usesColumnMeans = usesColumnMeans
        self.granularity = granularity
    }
}
