package import Calibration
internal import TextFormats

/// The recipe of the greedy soup for ensembles: the same order and acceptance, by the accuracy of the
/// models' mean answer instead of their mean weights.
///
/// The recipe of the paper's greedy ensemble (Wortsman et al., arXiv 2203.05482) is not known; this one is
/// ours. It needs no further forward passes once every model's logits are known.
package struct GreedyEnsemble: Sendable {
    private let acceptance: GreedySoup.Acceptance
    private let averaging: EnsembleAveraging

    /// Describes the recipe.
    ///
    /// - Parameters:
    ///   - acceptance: When a candidate replaces the ensemble.
    ///   - averaging: What is averaged.
    package init(
        acceptance: GreedySoup.Acceptance = .greater,
        averaging: EnsembleAveraging = .logits
    ) {
        (self.acceptance, self.averaging) = (acceptance, averaging)
    }

    /// Chooses the members.
    ///
    /// - Parameters:
    ///   - models: The models, all different.
    ///   - labels: The class of each held-out image.
    ///   - rows: What the model at a place made of the held-out images.
    /// - Returns: The members and all decisions.
    /// - Precondition: There is at least one model.
    /// - Throws: What `rows` throws.
    /// - Complexity: Asks twice for each model's rows, and holds those of one and two means at a time.
    package func choose(
        _ models: [String],
        labels: [Int],
        rows: (Int) throws -> LogitRows
    ) throws -> GreedySoupOutcome {
        let places = Dictionary(
            models.enumerated().map { (UTF8Key($1), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        func rowsOfModel(_ name: String) throws -> LogitRows {
            guard let place = places[UTF8Key(name)] else {
                preconditionFailure("the recipe asks about models that it was given")
            }
            return try rows(place)
        }
        let accuracies = try models.indices.map { try rows($0).accuracy(labels: labels) }
        var ensemble: EnsembleMean?
        var trial: (count: Int, mean: EnsembleMean)?
        return try GreedySoup(acceptance: acceptance).cook(
            models,
            accuracies: accuracies,
            heldOut: { members in
                // Members only come in at the end; the last one is on trial, and one more than
                // were tried before says that the trial was accepted.
                if let trial, trial.count == members.count - 1 { ensemble = trial.mean }
                var mean =
                    try ensemble ?? EnsembleMean(rowsOfModel(members[0]), averaging: averaging)
                ensemble = mean
                mean.add(try rowsOfModel(members[members.count - 1]))
                trial = (members.count, mean)
                return mean.rows.accuracy(labels: labels)
            }
        )
    }
}
