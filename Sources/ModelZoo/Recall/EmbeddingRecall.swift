package import ModelChoice
internal import ModelSelection
internal import TextFormats

/// Recall by what models' features know of those baseline features that tell the target's classes apart.
package enum EmbeddingRecall {
    /// Finds models.
    ///
    /// - Parameters:
    ///   - zoo: What is known.
    ///   - target: The data set.
    ///   - without: Models that are left out, by path or digest.
    /// - Returns: All others, best first.
    /// - Throws: `ModelChoiceError.request` when nothing is known of the target or no model has a
    ///   signature; `ModelChoiceError.data` where a signature is of another probe or other baselines.
    /// - Complexity: One sweep over all signatures.
    package static func find(
        _ zoo: Zoo,
        target: RecallTarget,
        without: [String] = []
    ) throws(ModelChoiceError) -> RecalledModels {
        guard let facts = target.facts else {
            throw .request(
                "\(zoo.path) does not say what the baseline models make of \(target.name); say where "
                    + "its images are, as NAME=PATH"
            )
        }
        let models = try zoo.models(without: without)
        try checkSignatures(zoo, models, facts)
        let baselines = Set(facts.baselines.map(UTF8Key.init))
        let rows = models.map { model in row(zoo, model, facts) }
        let order = Ranking.order(rows.map(\.score))
        let isBaseline = models.map { baselines.contains(UTF8Key(zoo.models[$0].key)) }
        return RecalledModels(
            target: target.name,
            method: "embedding",
            models: order.filter { !isBaseline[$0] }.map { rows[$0] },
            neighbours: nil,
            families: nil,
            baselines: order.filter { isBaseline[$0] }.map { rows[$0] },
            warnings: warnings(facts, zoo)
        )
    }

    private static func checkSignatures(
        _ zoo: Zoo,
        _ models: [Int],
        _ facts: DataSetRecord
    ) throws(ModelChoiceError) {
        let signed = models.filter { zoo.signature($0) != nil }
        guard let first = signed.first, let one = zoo.signature(first) else {
            throw .request(
                "\(zoo.path) holds no signatures; add models with baseline models and a probe"
            )
        }
        for model in signed {
            guard let other = zoo.signature(model) else { continue }
            guard other.isComparable(one), other.baselines == facts.baselines else {
                throw .data(
                    path: zoo.path,
                    reason:
                        "the signature of \(zoo.models[model].path) is of another probe or other "
                        + "baseline models than those of \(zoo.models[first].path) and "
                        + "\(facts.data); add it again with the same"
                )
            }
            guard other.coverage.count == facts.relevance.count else {
                throw .data(
                    path: zoo.path,
                    reason: "the signature of \(zoo.models[model].path) has "
                        + "\(other.coverage.count) features, \(facts.data) "
                        + "\(facts.relevance.count)"
                )
            }
        }
    }

    private static func row(_ zoo: Zoo, _ model: Int, _ facts: DataSetRecord) -> RecalledModels.Row
    {
        let signature = zoo.signature(model)
        let score = signature.flatMap {
            ModelEmbedding.score(coverage: $0.coverage, relevance: facts.relevance)
        }
        let reason = signature == nil ? "has no signature" : "no baseline feature tells the classes"
        return RecalledModels.Row(
            model: zoo.models[model].path,
            score: score,
            undefined: score == nil ? reason : nil,
            results: zoo.dataSets(without: facts.data).count { zoo.accuracy(model, $0) != nil },
            note: nil
        )
    }

    /// A baseline that knows nothing of the target would rank models upside down.
    private static func warnings(_ facts: DataSetRecord, _ zoo: Zoo) -> [String] {
        let chance = Double(facts.classes.count - 1) / Double(max(facts.images - 1, 1))
        return zip(facts.baselines, facts.explained).compactMap { key, explained in
            guard explained < 2 * chance else { return nil }
            let name = zoo.place(of: key).map { zoo.models[$0].path } ?? key
            let mean = (explained * 1000).rounded() / 1000
            let expected = (chance * 1000).rounded() / 1000
            return
                "baseline \(name) tells little of \(facts.data) (mean η² \(mean), by chance "
                + "\(expected)); alone it would rank models upside down: take one of its own family"
        }
    }
}
