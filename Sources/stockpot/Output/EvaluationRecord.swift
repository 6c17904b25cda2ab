internal import CLIPModels
internal import CLIPVision
internal import Evaluation
internal import EvaluationResults
internal import MergeEngine
internal import TextFormats
internal import Checkpoints

/// What `evaluate` says of a model.
struct EvaluationRecord: Encodable {
    struct DataSet: Encodable {
        struct Class: Encodable {
            let name: String
            let images: Int
            let correct: Int
            let top1: Double
        }

        let name: String
        let images: Int
        let correct: Int
        let top1: Double
        let standardError: Double
        let convertedImages: Int
        let converted: [String]
        let classes: [Class]?

        enum CodingKeys: String, CodingKey {
            case name, images, correct, top1, classes, converted
            case standardError = "standard_error"
            case convertedImages = "converted_images"
        }
    }

    let model: String
    let activation: String
    let heads: Int
    let seconds: Double
    let imagesPerSecond: Double
    let dataSets: [DataSet]
    /// What the model is, each fact with its source.
    let description: [FactRecord]
    /// The mean over the shifts, where all of them were measured.
    let shiftAverage: Double?

    enum CodingKeys: String, CodingKey {
        case model, activation, heads, seconds, description
        case imagesPerSecond = "images_per_second"
        case dataSets = "datasets"
        case shiftAverage = "shift_average"
    }

    /// The shifts that were not measured, for want of which there is no average.
    let missingShifts: [String]
    /// The variant of Model Stock, and the recipe, of a model that this program has merged.
    private let merge: [JSONMember]

    init(_ score: ModelScore, of model: CLIPModel, clean: String?, withClasses: Bool) {
        self.model = score.model
        activation = model.classifier.tower.activation.rawValue
        heads = model.classifier.architecture.headCount
        merge = ["variant", "recipe"].compactMap { key in
            model.metadata["stockpot." + key].map { JSONMember(key, .string($0)) }
        }
        description = model.classifier.description.facts.map(FactRecord.init)
        seconds = score.seconds
        imagesPerSecond = score.imagesPerSecond
        dataSets = score.dataSets.map { DataSet($0, withClasses: withClasses) }
        let result = Self.result(score.model, dataSets, details: [])
        let roles = DataSetRoles(of: [result], clean: clean)
        shiftAverage = roles.flatMap(result.shiftAverage)
        missingShifts = roles?.shifts.filter { result[$0] == nil } ?? []
    }

    /// The record as a row of a results file.
    var result: EvaluationResult {
        let counts = dataSets.map { JSONMember($0.name, .number(Double($0.images))) }
        return Self.result(
            model,
            dataSets,
            details: [
                JSONMember("n_images", .object(counts)),
                JSONMember("stockpot_version", .string(ToolVersion.current)),
                JSONMember("seconds", .number(seconds)),
                JSONMember("activation", .string(activation)),
                JSONMember("heads", .number(Double(heads))),
            ] + merge
        )
    }

    private static func result(
        _ model: String,
        _ dataSets: [DataSet],
        details: [JSONMember]
    ) -> EvaluationResult {
        EvaluationResult(
            modelName: model,
            accuracies: dataSets.map { EvaluationResult.Accuracy($0.name, $0.top1) },
            details: details
        )
    }
}

extension EvaluationRecord.DataSet {
    fileprivate init(_ score: DataSetScore, withClasses: Bool) {
        name = score.name
        images = score.images
        correct = score.correct
        top1 = score.top1
        standardError = score.standardError
        convertedImages = score.converted.count
        converted = score.converted
        classes =
            withClasses
            ? score.classes.map {
                Class(name: $0.name, images: $0.images, correct: $0.correct, top1: $0.top1)
            } : nil
    }
}
