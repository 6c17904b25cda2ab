package import Checkpoints
package import MergeEngine
internal import Merging

/// A model whose accuracy is wanted: a checkpoint, or a merge that nobody has written yet.
package enum Candidate: Sendable {
    /// A checkpoint as it is.
    case checkpoint(CheckpointInput)
    /// What a merge would write.
    case merge(MergeRequest)

    /// A mixture of models; the first decides names and types.
    package static func soup(of mixture: SoupMixture, pyTorch: PyTorchOptions) -> Candidate {
        mixture.models.count == 1
            ? .checkpoint(CheckpointInput(mixture.models[0], pyTorch: pyTorch))
            : .merge(soupRequest(mixture, pyTorch: pyTorch))
    }

    /// The merge that writes a mixture: `average`, or `linear` where the models have weights.
    package static func soupRequest(_ mixture: SoupMixture, pyTorch: PyTorchOptions) -> MergeRequest
    {
        guard let weights = mixture.weights else {
            return MergeRequest(Recipe(.average, models: mixture.models), pyTorch: pyTorch)
        }
        let arguments = MethodArguments(perModel: weights.map { ["weight": .number($0)] })
        return MergeRequest(
            Recipe(.linear, models: mixture.models, arguments: arguments),
            pyTorch: pyTorch
        )
    }

    /// The plain average of models; the first decides names and types.
    ///
    /// - Precondition: There is at least one model.
    package static func soup(of models: [String], pyTorch: PyTorchOptions) -> Candidate {
        soup(of: SoupMixture(models), pyTorch: pyTorch)
    }

    /// The merge that writes the plain average of models.
    ///
    /// - Precondition: There is at least one model.
    package static func soupRequest(_ models: [String], pyTorch: PyTorchOptions) -> MergeRequest {
        soupRequest(SoupMixture(models), pyTorch: pyTorch)
    }
}
