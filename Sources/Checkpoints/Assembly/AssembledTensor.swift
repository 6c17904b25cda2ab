/// A tensor of a merge, and which tensors of which checkpoints it is merged from.
public struct AssembledTensor: Sendable, Equatable {
    /// The tensor's name in the output.
    public let name: String
    /// What it is merged around, where there is a base.
    public let base: TensorOrigin?
    /// What is merged, in order; tensors may differ in how many there are.
    public let models: [TensorOrigin]
    /// Whether its values are those of its base, or of its only model, and nothing is merged.
    public let isCopied: Bool

    /// Describes a tensor of a merge.
    ///
    /// - Precondition: It comes from somewhere; what is copied comes from one place.
    public init(
        name: String,
        base: TensorOrigin?,
        models: [TensorOrigin],
        isCopied: Bool = false
    ) {
        let count = models.count + (base == nil ? 0 : 1)
        precondition(isCopied ? count == 1 : count > 0, "'\(name)' comes from \(count) tensors")
        self.name = name
        self.base = base
        self.models = models
        self.isCopied = isCopied
    }

    /// Where it comes from in an input: 0 is the base, the models follow; nil where that gives none.
    public func origin(inInput position: Int) -> TensorOrigin? {
        if position == 0 { return base }
        return position <= models.count ? models[position - 1] : nil
    }
}

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
