/// What is to be known of a merge method before anything is merged.
public struct MethodTraits: Sendable {
    /// The name under which the command line and reports know it.
    public let name: String
    /// The variant in use, where the method has several.
    public let variant: String?
    /// The elements that share a ratio.
    public let granularity: Granularity
    /// The rule under which layers need their Gram matrix; nil for methods that measure nothing.
    public let measuredRule: LayerRule?
    /// The vectors of that matrix.
    public let measuredVectors: MeasuredVectors
    /// Whether task vectors are rounded to the type in which the tensors are stored.
    public let roundsTaskVectors: Bool
    /// Whether a layer's decision takes products or decompositions of matrices.
    public let decidesByMatrices: Bool
    /// Whether all tensors that are merged element by element are looked at as one: what a procedure
    /// measures, it measures of the whole model.
    public let joinsTensors: Bool
    /// What becomes of a tensor that some inputs lack.
    public let absentTensors: AbsentTensors
    /// What chooses the random numbers, for methods that use some.
    public let seed: UInt64?
    /// What the user should know before the merge starts.
    public let warnings: [String]

    /// Creates traits; by default of a method that measures nothing.
    public init(
        name: String,
        variant: String? = nil,
        granularity: Granularity = .tensor,
        measuredRule: LayerRule? = nil,
        measuredVectors: MeasuredVectors = .taskVectors,
        roundsTaskVectors: Bool = false,
        decidesByMatrices: Bool = false,
        joinsTensors: Bool = false,
        absentTensors: AbsentTensors = .refused,
        seed: UInt64? = nil,
        warnings: [String] = []
    ) {
        self.name = name
        self.variant = variant
        self.granularity = granularity
        self.measuredRule = measuredRule
        self.measuredVectors = measuredVectors
        self.roundsTaskVectors = roundsTaskVectors
        self.decidesByMatrices = decidesByMatrices
        self.joinsTensors = joinsTensors
        self.absentTensors = absentTensors
        self.seed = seed
        self.warnings = warnings
    }
}

/// What becomes of a tensor that some inputs lack.
public enum AbsentTensors: Sendable {
    /// Such inputs are refused.
    case refused
    /// Copied where one input alone holds it; refused otherwise.
    case loneCopied
    /// Copied where the base alone holds it; refused otherwise.
    case loneBaseCopied
}

/// The vectors of which a method needs the Gram matrix.
public enum MeasuredVectors: Sendable {
    /// The task vectors `d_i = x_i - b`, one for each model; without a base the origin takes its
    /// place, and they are the models themselves.
    case taskVectors
    /// The task vectors, and behind them the base itself; there has to be one.
    case taskVectorsAndBase
    /// All inputs about the origin, a base first.
    case inputs
}
