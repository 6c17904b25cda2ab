public import Checkpoints
public import Merging
public import Tensors

/// What is to be merged, and how.
public struct MergeRequest: Sendable {
    /// The checkpoint from which all models were fine-tuned; without one, names, order and types
    /// follow the first model.
    public var base: String?
    /// The fine-tuned checkpoints.
    public var models: [String]
    /// The mathematics.
    public var methods: MethodSelection
    /// How the query, key and value projections form layers.
    public var projections: ProjectionGrouping
    /// Regular expressions; a tensor whose name contains a match is averaged plainly.
    public var ignored: [String]
    /// The type of the merged floating-point tensors; nil keeps each tensor's type in the base.
    public var outputType: FloatingPointType?
    /// The type to which the inputs' floating-point numbers are rounded before anything else; nil
    /// takes them as they are.
    public var inputType: FloatingPointType?
    /// How PyTorch files among the inputs are read.
    public var pyTorch: PyTorchOptions
    /// Where each tensor of the output comes from; nil where that is, in every input, the tensor of
    /// its own name.
    public var assembly: CheckpointAssembly?
    /// The recipe behind the request, as the output's metadata hold it; nil for one that the
    /// other properties tell in full.
    public var recipe: String?

    /// Creates a request in which one method merges all tensors.
    public init(
        base: String?,
        models: [String],
        method: any MergeMethod,
        projections: ProjectionGrouping = .asStored,
        ignored: [String] = [],
        outputType: FloatingPointType? = nil,
        pyTorch: PyTorchOptions = PyTorchOptions()
    ) {
        self.init(
            base: base,
            models: models,
            methods: MethodSelection(method),
            projections: projections,
            ignored: ignored,
            outputType: outputType,
            pyTorch: pyTorch
        )
    }

    /// Creates a request.
    public init(
        base: String?,
        models: [String],
        methods: MethodSelection,
        projections: ProjectionGrouping = .asStored,
        ignored: [String] = [],
        outputType: FloatingPointType? = nil,
        pyTorch: PyTorchOptions = PyTorchOptions()
    ) {
        self.base = base
        self.models = models
        self.methods = methods
        self.projections = projections
        self.ignored = ignored
        self.outputType = outputType
        self.pyTorch = pyTorch
    }

    /// The base and the models, each once.
    public var inputs: [String] { (base.map { [$0] } ?? []) + models }
}
