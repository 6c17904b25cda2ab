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
    package static func soup(of mixture: SoupMixture, reading: ReadingOptions) -> Candidate {
        mixture.models.count == 1
            ? .checkpoint(CheckpointInput(mixture.models[0], reading: reading))
            : .merge(soupRequest(mixture, reading: reading))
    }

    /// The merge that writes a mixture: `average`, or `linear` where the models have weights.
    package static func soupRequest(_ mixture: SoupMixture, reading: ReadingOptions) -> MergeRequest
    {
        guard let weights = mixture.weights else {
            return MergeRequest(Recipe(.average, models: mixture.models), reading: reading)
        }
        let arguments = MethodArguments(perModel: weights.map { ["weight": .number($0)] })
        return MergeRequest(
            Recipe(.linear, models: mixture.models, arguments: arguments),
            reading: reading
        )
    }

    /// The plain average of models; the first decides names and types.
    ///
    /// - Precondition: There is at least one model.
    package static func soup(of models: [String], reading: ReadingOptions) -> Candidate {
        soup(of: SoupMixture(models), reading: reading)
    }

    /// The merge that writes the plain average of models.
    ///
    /// - Precondition: There is at least one model.
    package static func soupRequest(_ models: [String], reading: ReadingOptions) -> MergeRequest {
        soupRequest(SoupMixture(models), reading: reading)
    }
}
