internal import LinearAlgebra
package import ModelChoice
internal import ModelSelection
internal import TextFormats

/// Recall by links of the graph of models and data sets, from what models reached on others.
package struct LinkRecall: Sendable {
    /// The number of singular values of the completed table.
    package var rank = 3
    /// The number of similar data sets that count.
    package var neighbours = 3
    /// How alike all models are that `compared` names; nil for the cosine of signatures.
    package var likeness: ModelSimilarity?

    /// The usual numbers.
    package init() {}

    /// The models whose likeness is asked for: all, if one of them has no result.
    ///
    /// - Parameters:
    ///   - zoo: What is known.
    ///   - target: The data set.
    ///   - without: Models that are left out.
    /// - Returns: Their paths; none where all have results.
    /// - Throws: `ModelChoiceError.request` for a model to leave out that the zoo does not know.
    package static func compared(
        _ zoo: Zoo,
        target: String,
        without: [String] = []
    ) throws(ModelChoiceError) -> [String] {
        let models = try zoo.models(without: without)
        let sets = zoo.dataSets(without: target)
        let haveResults = models.allSatisfy { model in
            sets.contains { zoo.accuracy(model, $0) != nil }
        }
        return haveResults ? [] : models.map { zoo.models[$0].path }
    }

    /// Finds models.
    ///
    /// - Parameters:
    ///   - zoo: What is known.
    ///   - target: The data set; what is known of models on it does not count.
    ///   - without: Models that are left out, by path or digest.
    /// - Returns: All others, best first.
    /// - Throws: `ModelChoiceError.request` for fewer than three models, or two other data sets with
    ///   results; `ModelChoiceError.data` where baselines differ; `LinearAlgebraError`.
    /// - Complexity: O(models * sets * min(models, sets)).
    package func find(
        _ zoo: Zoo,
        target: RecallTarget,
        without: [String] = []
    ) throws -> RecalledModels {
        let models = try zoo.models(without: without)
        let sets = zoo.dataSets(without: target.name).filter { set in
            models.contains { zoo.accuracy($0, set) != nil }
        }
        guard models.count > 2, sets.count > 1 else {
            throw ModelChoiceError.request(
                "\(zoo.path): links need at least 3 models and 2 data sets with results besides "
                    + "\(target.name); it has \(models.count) and \(sets.count)"
            )
        }
        let similarity = try DataSetSimilarity(zoo, target, sets)
        let accuracies = zoo.accuracies(models, sets)
        let relatives = relatives(zoo, models, accuracies)
        let scores = try HistoryRecall.links(
            accuracies,
            similarities: similarity.values,
            rank: rank,
            neighbourCount: neighbours,
            relatives: relatives
        )
        let order = Ranking.order(scores)
        return RecalledModels(
            target: target.name,
            method: "links",
            models: order.map { place in
                let count = accuracies[place].count { $0 != nil }
                let isRelated = relatives[place] != nil
                return RecalledModels.Row(
                    model: zoo.models[models[place]].path,
                    score: scores[place],
                    undefined: nil,
                    results: count,
                    note: count > 0 ? nil : isRelated ? "from similar models" : "no history"
                )
            },
            neighbours: nearest(zoo, sets, similarity.values),
            families: nil,
            baselines: nil,
            warnings: similarity.warnings + Self.extrapolations(scores)
        )
    }

    /// What models reached is scaled from 0 to 1; a completed table can hold more or less.
    private static func extrapolations(_ scores: [Double]) -> [String] {
        let count = scores.count { !(-1e-9...1 + 1e-9).contains($0) }
        guard count > 0 else { return [] }
        return [
            "extrapolation: the score of \(count) of \(scores.count) models is not between 0 and 1, the least "
                + "and the most that any model reached"
        ]
    }

    private func nearest(
        _ zoo: Zoo,
        _ sets: [Int],
        _ values: [Double]
    ) -> [RecalledModels.Neighbour] {
        Ranking.order(values).prefix(neighbours).filter { values[$0] > 0 }.map {
            RecalledModels.Neighbour(data: zoo.dataSets[sets[$0]], similarity: values[$0])
        }
    }

    /// For each model without results the three with results that are most like it.
    private func relatives(
        _ zoo: Zoo,
        _ models: [Int],
        _ accuracies: [[Double?]]
    ) -> [Int: [(model: Int, weight: Double)]] {
        let hasResults = accuracies.map { $0.contains { $0 != nil } }
        let known = models.indices.filter { hasResults[$0] }
        var found: [Int: [(model: Int, weight: Double)]] = [:]
        for place in models.indices where !hasResults[place] {
            let weights = known.map { cosine(zoo, models, place, $0).map { max(0, $0) } }
            let nearest = Ranking.order(weights).prefix(3).compactMap { place in
                weights[place].map { (model: known[place], weight: $0) }
            }
            if nearest.contains(where: { $0.weight > 0 }) { found[place] = nearest }
        }
        return found
    }
}

extension LinkRecall {
    /// The cosine of two models' task vectors where they were measured, else of their signatures; nil where it
    /// is not known.
    private func cosine(_ zoo: Zoo, _ models: [Int], _ one: Int, _ other: Int) -> Double? {
        if let likeness {
            precondition(likeness.models.count == models.count, "other models were measured")
            return likeness.matrix[one, other]
        }
        guard let own = zoo.signature(models[one]), let signature = zoo.signature(models[other]),
            signature.isComparable(own)
        else { return nil }
        return own.cosine(signature)
    }
}

extension SignatureRecord {
    /// Whether another is of the same probe and baselines.
    func isComparable(_ other: SignatureRecord) -> Bool {
        probe.isExactly(other.probe) && baselines == other.baselines
            && coverage.count == other.coverage.count
    }
}

/// How similar data sets are to a target: 1 minus the distance of their mean features, scaled so that of
/// all pairs in the zoo the nearest has 1 and the farthest 0.
struct DataSetSimilarity {
    /// For each data set its similarity to the target.
    let values: [Double]
    let warnings: [String]

    /// - Throws: `ModelChoiceError.data` where the features of two are those of different baselines.
    init(_ zoo: Zoo, _ target: RecallTarget, _ sets: [Int]) throws(ModelChoiceError) {
        var facts = zoo.facts
        facts[target.name] = target.facts
        let known = facts.values.sorted { $0.data.precedesByBytes($1.data) }
        for other in known {
            guard let first = known.first,
                other.baselines != first.baselines || other.mean.count != first.mean.count
            else { continue }
            throw .data(
                path: zoo.path,
                reason: "the features of \(other.data) and \(first.data) are those of different "
                    + "baseline models; add one of them again with the other's"
            )
        }
        var distances: [Double] = []
        for (place, one) in known.enumerated() {
            for other in known[..<place] { distances.append(Self.distance(one, other)) }
        }
        let (least, most) = (distances.min() ?? 0, distances.max() ?? 0)
        guard distances.allSatisfy(\.isFinite) else {
            throw .data(path: zoo.path, reason: "the features of its data sets are too large")
        }
        var unknown: [String] = []
        values = sets.map { set in
            let name = zoo.dataSets[set]
            if let stated = zoo.statedSimilarity(name, target.name) { return stated }
            guard let own = facts[target.name], let other = facts[name] else {
                unknown.append(name)
                return 0
            }
            return most > least ? (most - Self.distance(own, other)) / (most - least) : 1
        }
        warnings = Self.warnings(unknown, isAll: unknown.count == sets.count, target)
    }

    private static func warnings(
        _ unknown: [String],
        isAll: Bool,
        _ target: RecallTarget
    ) -> [String] {
        guard !unknown.isEmpty else { return [] }
        return [
            isAll
                ? "no similarity of \(target.name) to other data sets is known: all of them count alike"
                : "the similarity of \(target.name) to \(unknown.joined(separator: ", ")) is not "
                    + "known: they do not count"
        ]
    }

    private static func distance(_ a: DataSetRecord, _ b: DataSetRecord) -> Double {
        zip(a.mean, b.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
}
