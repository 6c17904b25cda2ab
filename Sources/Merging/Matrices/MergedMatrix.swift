public import LinearAlgebra

/// The task vector that a layer was merged to, and the figures that led there.
public struct MergedMatrix: Sendable {
    /// What is added to the base; nil where that is nothing.
    public var taskVector: DenseMatrix?
    /// What a report says of the layer.
    public var figures: MatrixFigures
    /// What the user should know about the layer.
    public var warnings: [LayerWarning]

    /// Creates a result.
    public init(
        _ taskVector: DenseMatrix?,
        figures: MatrixFigures = MatrixFigures(),
        warnings: [LayerWarning] = []
    ) {
        self.taskVector = taskVector
        self.figures = figures
        self.warnings = warnings
    }
}

/// What is learned of a layer's matrices while they are merged.
public struct MatrixFigures: Sendable, Equatable {
    /// The length of each model's task vector.
    public var norms: [Double] = []
    /// The numerical rank of each matrix that was factored: of each model's task vector, or of the sum
    /// of all.
    public var ranks: [Int] = []
    /// The effective rank of each, `exp(-sum p ln p)` with `p_j = s_j / sum s`.
    public var effectiveRanks: [Double] = []
    /// The last singular value that was kept of each, as a part of its first.
    public var cuts: [Double] = []
    /// The length of what was cut off, where a matrix is cut down to some directions.
    public var truncationError: Double?
    /// How far the models' directions are from being orthogonal, `|UᵀU - 1|`.
    public var interference: Double?

    /// Nothing is known yet.
    public init() {}
}
