package import CLIPModels
package import Checkpoints
package import Tensors

/// What is to be converted, and into what.
package struct ConversionRequest: Sendable {
    /// The naming and form of the output's tensors; nil keeps those of the input.
    package var dialect: Dialect?
    /// What is before the names of the output's tensors, those of heads excepted; nil keeps
    /// what the input or the dialect has.
    package var prefix: String?
    /// The type of the output's floating-point tensors; nil keeps each tensor's own.
    package var outputType: FloatingPointType?
    /// The dictionary of an output in PyTorch's format that holds the tensors; nil for the outermost.
    package var stateDictionary: String?
    /// Copies tensors that the key map does not know, instead of refusing them.
    package var keepsUnknown: Bool
    /// The number of attention heads; nil for what the input's configuration or metadata say.
    package var headCount: Int?
    /// The number of attention heads of the text tower, likewise.
    package var textHeadCount: Int?
    /// The activation function; nil for what the input's configuration or metadata say.
    package var activation: ActivationFunction?
    /// What the head's weights and biases are divided by, so that its logits are at this temperature; nil
    /// leaves them as they are.
    package var headTemperature: Double?

    /// Creates a request.
    package init(
        dialect: Dialect? = nil,
        prefix: String? = nil,
        outputType: FloatingPointType? = nil,
        stateDictionary: String? = nil,
        keepsUnknown: Bool = false,
        headCount: Int? = nil,
        textHeadCount: Int? = nil,
        activation: ActivationFunction? = nil,
        headTemperature: Double? = nil
    ) {
        self.dialect = dialect
        self.prefix = prefix
        self.outputType = outputType
        self.stateDictionary = stateDictionary
        self.keepsUnknown = keepsUnknown
        self.headCount = headCount
        self.textHeadCount = textHeadCount
        self.activation = activation
        self.headTemperature = headTemperature
    }
}

/// How a conversion uses the machine and its files.
package struct ConversionOptions: Sendable {
    /// The number of workers.
    package var threads: Int
    /// The ceiling on the memory planned for tiles, in bytes.
    package var memoryLimit: Int
    /// How the output takes its place.
    package var output: OutputPolicy

    /// Creates options.
    package init(
        threads: Int = 1,
        memoryLimit: Int = 16 << 20,
        output: OutputPolicy = OutputPolicy()
    ) {
        self.threads = threads
        self.memoryLimit = memoryLimit
        self.output = output
    }
}
