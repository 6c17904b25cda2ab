/// Models that may suit a data set, best first.
package struct RecalledModels: Encodable, Sendable {
    /// A model's row.
    package struct Row: Encodable, Sendable {
        /// The model's path.
        package let model: String
        /// Its score; nil where it has none.
        package let score: Double?
        /// Why it has none.
        package let undefined: String?
        /// The number of data sets on which its accuracy is known, the target not counted.
        package let results: Int
        /// Where the score comes from, if not from the model's own results.
        package let note: String?

        enum CodingKeys: String, CodingKey { case model, score, undefined, results, note }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(model, forKey: .model)
            try container.encode(score, forKey: .score)
            try container.encodeIfPresent(undefined, forKey: .undefined)
            try container.encode(results, forKey: .results)
            try container.encodeIfPresent(note, forKey: .note)
        }
    }

    /// A data set that counted.
    package struct Neighbour: Encodable, Sendable {
        /// The data set.
        package let data: String
        /// Its similarity to the target, from 0 to 1.
        package let similarity: Double
    }

    /// The data set for which models are wanted.
    package let target: String
    /// How they were found.
    package let method: String
    /// The models, best first.
    package let models: [Row]
    /// The data sets that counted, most similar first; of the method `links`.
    package let neighbours: [Neighbour]?
    /// The families of models that do alike, each with its representative first; of `two-phase`.
    package let families: [[String]]?
    /// The baseline models, which predict themselves; of `embedding`.
    package let baselines: [Row]?
    /// What a reader should know.
    package let warnings: [String]

    /// The first models only.
    package func taking(_ count: Int) -> RecalledModels {
        RecalledModels(
            target: target,
            method: method,
            models: Array(models.prefix(count)),
            neighbours: neighbours,
            families: families,
            baselines: baselines,
            warnings: warnings
        )
    }

    /// The paths of the models that have a score, best first.
    package var order: [String] { models.filter { $0.score != nil }.map(\.model) }
}
