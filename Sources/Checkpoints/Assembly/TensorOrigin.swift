/// A tensor of a checkpoint, as where another's values come from.
public struct TensorOrigin: Sendable, Equatable {
    /// The path of the checkpoint.
    public let checkpoint: String
    /// The tensor's name in it.
    public let tensor: String

    /// Names a tensor of a checkpoint.
    public init(checkpoint: String, tensor: String) {
        self.checkpoint = checkpoint
        self.tensor = tensor
    }
}
