internal import Checkpoints

extension RecipeResolution {
    /// What each tensor is merged from, where this is not simply the tensor of its own name in every
    /// input.
    func assembly(locate: (String) -> String) -> CheckpointAssembly? {
        guard !isUniform else { return nil }
        func origin(_ source: ResolvedSource) -> TensorOrigin {
            TensorOrigin(checkpoint: locate(source.model.name), tensor: source.tensor)
        }
        let assembled = tensors.map { tensor in
            AssembledTensor(
                name: tensor.name,
                base: tensor.base.map(origin),
                models: tensor.models.map(origin),
                isCopied: tensor.isCopied
            )
        }
        return CheckpointAssembly(assembled)
    }
}
