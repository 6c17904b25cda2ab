package import Evaluation
internal import LinearAlgebra
package import ModelChoice
internal import ModelSelection
internal import TextFormats
internal import TransferScores

/// The first of two phases: models that did alike elsewhere are families, of which one each is run on the
/// target.
package struct CoarseRecall: Sendable {
    private let zoo: Zoo
    private let target: String
    private let models: [Int]
    private let sets: [Int]
    private let recall: HistoryRecall.CoarseRecall
    private let usesOwn: Bool

    /// Groups the models of a zoo.
    ///
    /// - Parameters:
    ///   - zoo: What is known.
    ///   - target: The data set; what is known of models on it does not count.
    ///   - without: Models that are left out, by path or digest.
    ///   - largest: How many of the largest differences of accuracy count.
    ///   - threshold: The largest mean dissimilarity within a family.
    ///   - usesOwn: Whether each member is run, instead of the family's representative.
    /// - Throws: `ModelChoiceError.request` when no model has a result.
    /// - Complexity: O(models^2 sets log sets) as a rule.
    package init(
        _ zoo: Zoo,
        target: String,
        without: [String] = [],
        largest: Int = 5,
        threshold: Double = 0.03,
        usesOwn: Bool = false
    ) throws(ModelChoiceError) {
        let sets = zoo.dataSets(without: target)
        models = try zoo.models(without: without).filter { model in
            sets.contains { zoo.accuracy(model, $0) != nil }
        }
        guard models.count > 1 else {
            throw .request(
                "\(zoo.path): the two phases need at least 2 models with results on other data sets "
                    + "than \(target); it has \(models.count)"
            )
        }
        (self.zoo, self.target, self.sets, self.usesOwn) = (zoo, target, sets, usesOwn)
        recall = HistoryRecall.CoarseRecall(
            zoo.accuracies(models, sets).map { row in row.map { $0 ?? 0 } },
            largest: largest,
            threshold: threshold
        )
    }

    /// The models whose LEEP on the target is needed.
    package var wanted: [ModelIdentity] {
        let places =
            recall.families.isEmpty
            ? Array(models.indices)
            : usesOwn ? recall.families.flatMap(\.self).sorted() : recall.representatives
        let needsRepresentatives = usesOwn ? recall.representatives : []
        return Set(places + needsRepresentatives).sorted().map { zoo.models[models[$0]] }
    }

    /// Whether there are too few results in common for families.
    package var hasFamilies: Bool { !recall.families.isEmpty }

    /// LEEP of a model on the target; nil where it has no value.
    ///
    /// - Throws: `ModelChoiceError.data` for a logit that is not finite.
    package static func leep(
        of rated: RatedModel,
        _ dataSet: DataSet
    ) throws(ModelChoiceError) -> Double? {
        guard rated.ratings.classCount > 0 else { return nil }
        let logits = try rated.ratings.rows(rated.ratings.logits, "logits", of: dataSet)
        let nothing = DenseMatrix(rows: dataSet.count, columns: 0)
        let labels = (0..<dataSet.count).map(dataSet.label)
        guard let sample = try? LabelledFeatures(nothing, labels: labels) else { return nil }
        return OutputTransfer.leep(logits, sample).value
    }

    /// Finds models by the scores that the zoo holds.
    ///
    /// - Throws: `ModelChoiceError.request` when one has no LEEP on the target.
    package func find(_ zoo: Zoo) throws(ModelChoiceError) -> RecalledModels {
        let known = zoo.place(ofData: target)
        let leep = wanted.map { model in
            known.flatMap { data in zoo.place(of: model.key).flatMap { zoo.score("leep", $0, data) }
            }
        }
        if let missing = zip(wanted, leep).first(where: { $1 == nil })?.0 {
            throw .request(
                "\(zoo.path) has no LEEP of \(missing.path) on \(target), which represents a family; "
                    + "say where the images of \(target) are, as NAME=PATH"
            )
        }
        return find(leep: leep)
    }

    /// Finds models.
    ///
    /// - Parameter leep: LEEP on the target of each wanted model, in their order; nil where it has none.
    /// - Returns: The models by their proxies.
    package func find(leep: [Double?]) -> RecalledModels {
        let known = Dictionary(
            uniqueKeysWithValues: zip(wanted.map(\.key).map(UTF8Key.init), leep)
        )
        func value(_ place: Int) -> Double {
            (known[UTF8Key(zoo.models[models[place]].key)] ?? nil) ?? .nan
        }
        let proxies = recall.proxies(usesOwn: usesOwn, leep: value).map { $0.isFinite ? $0 : nil }
        let accuracies = zoo.accuracies(models, sets)
        return RecalledModels(
            target: target,
            method: "two-phase",
            models: Ranking.order(proxies).map { place in
                RecalledModels.Row(
                    model: zoo.models[models[place]].path,
                    score: proxies[place],
                    undefined: proxies[place] == nil ? "LEEP has no value" : nil,
                    results: accuracies[place].count { $0 != nil },
                    note: recall.representatives.contains(place) ? "representative" : nil
                )
            },
            neighbours: nil,
            families: zip(recall.families, recall.representatives).map { family, representative in
                ([representative] + family.filter { $0 != representative })
                    .map { zoo.models[models[$0]].path }
            },
            baselines: nil,
            warnings: hasFamilies
                ? [] : ["no two models have enough results in common: there are no families"]
        )
    }
}
