package import Evaluation
internal import TransferScores

/// The scores of all models on one data set, best first.
package struct ScoreTable: Codable, Sendable {
    /// A model's row.
    package struct Row: Codable, Sendable {
        /// The model's path.
        package let model: String
        /// By name, nil where a score has no value.
        package let scores: [String: Double?]
        /// Why a score has none.
        package let undefined: [String: String]
        /// The mean of its places among all models, from 1; a score without a value is a last place.
        package let meanRank: Double?
        /// The outputs whose gradients LGC took.
        package let outputs: String
        /// The time of the forward passes and of the scores.
        package let seconds: Double

        enum CodingKeys: String, CodingKey {
            case model, scores, undefined, outputs, seconds
            case meanRank = "mean_rank"
        }
    }

    /// The data set.
    package let data: String
    /// The images that were taken.
    package let images: Int
    /// The classes that have images among them.
    package let classes: Int
    /// The features.
    package let features: String
    /// Their number in the first model.
    package let dimension: Int
    /// The fewest and the most images of a class.
    package let imagesPerClass: [Int]
    /// The models, those of the best mean rank first.
    package let models: [Row]
    /// What a reader should know.
    package let warnings: [String]

    enum CodingKeys: String, CodingKey {
        case data, images, classes, features, dimension, models, warnings
        case imagesPerClass = "images_per_class"
    }

    /// Reads the output of `score --json`, an object to a line.
    ///
    /// - Throws: `ModelChoiceError.data` that names the line.
    package static func read(
        _ bytes: [UInt8],
        path: String
    ) throws(ModelChoiceError) -> [ScoreTable] {
        let tables = try JSONLines.values(bytes, path: path, as: ScoreTable.self)
        guard !tables.isEmpty, tables.allSatisfy({ !$0.models.isEmpty }) else {
            throw .data(path: path, reason: "holds no scores as the JSON of a score run has them")
        }
        return tables
    }

    /// Ranks models.
    ///
    /// - Precondition: There is at least one model, and all have the same scores.
    package init(_ found: [ModelScores], _ dataSet: DataSet, _ options: ScoreOptions) {
        let counts = Dictionary(
            grouping: (0..<dataSet.count).map(dataSet.label),
            by: \.self
        ).values.map(\.count)
        let ranks = Self.meanRanks(found, options.names)
        let rows = found.indices.map { index in
            let model = found[index]
            return Row(
                model: model.model,
                scores: model.outcomes.named { $0.value },
                undefined: model.outcomes.named { outcome in
                    if case .undefined(let reason) = outcome { reason } else { nil }
                }.compactMapValues(\.self),
                meanRank: ranks[index],
                outputs: model.outputs.rawValue,
                seconds: model.seconds
            )
        }
        let order = rows.indices.sorted {
            (rows[$0].meanRank ?? .infinity, $0) < (rows[$1].meanRank ?? .infinity, $1)
        }
        models = order.map { rows[$0] }
        data = dataSet.name
        images = dataSet.count
        classes = counts.count
        features = options.features.rawValue
        dimension = found[0].dimension
        imagesPerClass = [counts.min() ?? 0, counts.max() ?? 0]
        var warnings = found.flatMap(\.warnings)
        if let least = counts.min(), let most = counts.max(), least != most {
            warnings.append(
                "classes have \(least) to \(most) images: lfc depends on that, lfc_centred less"
            )
        }
        if Set(found.map(\.outputs)).count > 1, options.names.contains(.lgc) {
            warnings.append("lgc took the logits of some models and the features of others")
        }
        self.warnings = warnings
    }

    private static func meanRanks(_ found: [ModelScores], _ names: [ScoreName]) -> [Double?] {
        let columns = names.compactMap { name -> [Double]? in
            let values = found.map { $0.outcomes[name]?.value }
            guard values.contains(where: { $0 != nil }) else { return nil }
            return values.map { value in
                guard let value else { return Double(found.count) }
                let known = values.compactMap(\.self)
                let better = known.count { $0 > value + 1e-12 }
                let equal = known.count { ($0 - value).magnitude <= 1e-12 }
                return Double(better) + Double(equal + 1) / 2
            }
        }
        return found.indices.map { index in
            columns.isEmpty
                ? nil : columns.reduce(0) { $0 + $1[index] } / Double(columns.count)
        }
    }
}

extension [ScoreName: ScoreOutcome] {
    fileprivate func named<Part>(_ part: (ScoreOutcome) -> Part?) -> [String: Part?] {
        Dictionary<String, Part?>(uniqueKeysWithValues: map { ($0.key.rawValue, part($0.value)) })
    }
}
