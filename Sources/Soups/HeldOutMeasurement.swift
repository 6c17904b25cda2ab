package import Checkpoints
package import MergeEngine
internal import TextFormats
package import Workers

/// Where held-out accuracies come from: what is known, what a log holds, or an evaluator.
package struct HeldOutMeasurement {
    private let names: [UTF8Key: String]
    private let reading: ReadingOptions
    private let evaluator: any AccuracyEvaluator
    private let heldOut: DataSetFolder
    private let scores: KnownScores?
    private let log: EvaluationLog?
    private let cancellation: Cancellation

    /// Describes the sources.
    ///
    /// - Parameters:
    ///   - models: The checkpoints of which soups are made.
    ///   - reading: How they are read.
    ///   - evaluator: Measures what neither scores nor log know.
    ///   - heldOut: The held-out images, and the key of accuracies on them.
    ///   - scores: Known accuracies of single models.
    ///   - log: What earlier runs measured, and where this one adds to it.
    ///   - cancellation: Ends the work early.
    /// - Throws: `SoupError.sameName` when two models have the same short name.
    package init(
        models: [String],
        reading: ReadingOptions,
        evaluator: any AccuracyEvaluator,
        heldOut: DataSetFolder,
        scores: KnownScores?,
        log: EvaluationLog?,
        cancellation: Cancellation
    ) throws(SoupError) {
        let named = zip(models.map(UTF8Key.init), try ModelName.distinct(models))
        names = Dictionary(named, uniquingKeysWith: { first, _ in first })
        self.reading = reading
        self.evaluator = evaluator
        self.heldOut = heldOut
        self.scores = scores
        self.log = log
        self.cancellation = cancellation
    }

    /// The held-out accuracy of a single model, as it is known or else measured.
    ///
    /// - Throws: `SoupError.missingScore` when accuracies are known, but not this one; what the
    ///   evaluator and the log throw.
    package func score(of model: String) throws -> Double {
        try scores?.score(of: model, on: heldOut.name) ?? accuracy(of: SoupMixture([model]))
    }

    /// Whether the accuracy of a single model is known without measuring.
    package func knowsScore(of model: String) -> Bool {
        scores != nil || knows(SoupMixture([model]))
    }

    /// Whether the log has the held-out accuracy of a mixture.
    package func knows(_ mixture: SoupMixture) -> Bool {
        log?.knows(shortNames(mixture), weights: mixture.weights) ?? false
    }

    /// The held-out accuracy of a mixture, as the log has it or else measured.
    ///
    /// - Throws: What the evaluator and the log throw.
    package func accuracy(of mixture: SoupMixture) throws -> Double {
        let measure = { try accuracies(of: mixture, on: [heldOut])[0] }
        return try log?.accuracy(
            of: shortNames(mixture),
            weights: mixture.weights,
            measure: measure
        ) ?? measure()
    }

    /// The accuracies of a mixture on some data sets, measured.
    ///
    /// - Throws: What the evaluator throws.
    package func accuracies(
        of mixture: SoupMixture,
        on dataSets: [DataSetFolder]
    ) throws -> [Double] {
        guard !dataSets.isEmpty else { return [] }
        return try evaluator.accuracies(
            of: .soup(of: mixture, reading: reading),
            on: dataSets,
            cancellation: cancellation
        )
    }

    private func shortNames(_ mixture: SoupMixture) -> [String] {
        mixture.models.map { names[UTF8Key($0)] ?? $0 }
    }
}

extension ModelName {
    /// The short names of checkpoints, all different.
    ///
    /// - Throws: `SoupError.sameName`.
    package static func distinct(_ paths: [String]) throws(SoupError) -> [String] {
        let names = paths.map(of)
        for (position, name) in names.enumerated() where names[..<position].containsExactly(name) {
            throw .sameName(name)
        }
        return names
    }
}
