internal import Checkpoints

/// One of the tensors that a layer was merged from.
public struct LayerSource: Sendable, Codable, Equatable {
    /// The path of the checkpoint.
    public let checkpoint: String
    /// The tensor's name in it.
    public let tensor: String

    init(_ origin: TensorOrigin) {
        checkpoint = origin.checkpoint
        tensor = origin.tensor
    }
}
