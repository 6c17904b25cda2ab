public import CLIPModels
public import Tensors

/// What is to be converted, and into what.
public struct ConversionRequest: Sendable {
    /// The naming and form of the output's tensors; nil keeps those of the input.
    public var dialect: Dialect?
    /// What stands before the names of the output's tensors, those of heads excepted; nil keeps
    /// what the input or the dialect has.
    public var prefix: String?
    /// The type of the output's floating-point tensors; nil keeps each tensor's own.
    public var outputType: FloatingPointType?
    /// Copies tensors that the key map does not know, instead of refusing them.
    public var keepsUnknown: Bool
    /// The number of attention heads; nil for what the input's configuration or metadata say.
    public var headCount: Int?
    /// The activation function; nil for what the input's configuration or metadata say.
    public var activation: ActivationFunction?

    /// Creates a request.
    public init(
        dialect: Dialect? = nil,
        prefix: String? = nil,
        outputType: FloatingPointType? = nil,
        keepsUnknown: Bool = false,
        headCount: Int? = nil,
        activation: ActivationFunction? = nil
    ) {
        self.dialect = dialect
        self.prefix = prefix
        self.outputType = outputType
        self.keepsUnknown = keepsUnknown
        self.headCount = headCount
        self.activation = activation
    }
}
