package import Checkpoints
package import MergeEngine
internal import Merging

/// A model whose accuracy is wanted: a checkpoint, or a merge that nobody has written yet.
package enum Candidate: Sendable {
    /// A checkpoint as it is.
    case checkpoint(CheckpointInput)
    /// What a merge would write.
    case merge(MergeRequest)

    /// The uniform average of models; the first decides names and types.
    ///
    /// - Precondition: There is at least one model.
    package static func soup(of models: [String], pyTorch: PyTorchOptions) -> Candidate {
        models.count == 1
            ? .checkpoint(CheckpointInput(models[0], pyTorch: pyTorch))
            : .merge(soupRequest(models, pyTorch: pyTorch))
    }

    /// The merge that writes the uniform average of models.
    ///
    /// - Precondition: There is at least one model.
    package static func soupRequest(_ models: [String], pyTorch: PyTorchOptions) -> MergeRequest {
        precondition(!models.isEmpty, "a soup has an ingredient")
        return MergeRequest(Recipe(.average, models: models), pyTorch: pyTorch)
    }
}
