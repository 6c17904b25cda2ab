public import Checkpoints
public import Merging
public import Tensors

/// What is to be merged, and how.
public struct MergeRequest: Sendable {
    /// The checkpoint from which all models were fine-tuned.
    public var base: String
    /// The fine-tuned checkpoints.
    public var models: [String]
    /// The mathematics.
    public var method: any MergeMethod
    /// How the query, key and value projections form layers.
    public var projections: ProjectionGrouping
    /// Regular expressions; a tensor whose name contains a match is averaged plainly.
    public var ignored: [String]
    /// The type of the merged floating-point tensors; nil keeps each tensor's type in the base.
    public var outputType: FloatingPointType?
    /// How PyTorch files among the inputs are read.
    public var pyTorch: PyTorchOptions

    /// Creates a request.
    public init(
        base: String,
        models: [String],
        method: any MergeMethod,
        projections: ProjectionGrouping = .asStored,
        ignored: [String] = [],
        outputType: FloatingPointType? = nil,
        pyTorch: PyTorchOptions = PyTorchOptions()
    ) {
        self.base = base
        self.models = models
        self.method = method
        self.projections = projections
        self.ignored = ignored
        self.outputType = outputType
        self.pyTorch = pyTorch
    }

    /// The base and the models, in the order in which the engine numbers its inputs.
    public var inputs: [String] { [base] + models }
}
