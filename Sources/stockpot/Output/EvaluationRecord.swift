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
        let score: DataSetScore
        let withClasses: Bool

        var name: String { score.name }
        var accuracy: Accuracy { score.accuracy }

        enum CodingKeys: String, CodingKey {
            case name, images, correct, top1, classes, converted
            case standardError = "standard_error"
            case convertedImages = "converted_images"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try Self.encode(name, accuracy, in: &container)
            try container.encode(accuracy.standardError, forKey: .standardError)
            try container.encode(score.converted.count, forKey: .convertedImages)
            try container.encode(score.converted, forKey: .converted)
            guard withClasses else { return }
            var classes = container.nestedUnkeyedContainer(forKey: .classes)
            for each in score.classes {
                var container = classes.nestedContainer(keyedBy: CodingKeys.self)
                try Self.encode(each.name, each.accuracy, in: &container)
            }
        }

        private static func encode(
            _ name: String,
            _ accuracy: Accuracy,
            in container: inout KeyedEncodingContainer<CodingKeys>
        ) throws {
            try container.encode(name, forKey: .name)
            try container.encode(accuracy.images, forKey: .images)
            try container.encode(accuracy.correct, forKey: .correct)
            try container.encode(accuracy.top1, forKey: .top1)
        }
    }

    let model: String
    /// What an ensemble has none of.
    let activation: String?
    let heads: Int?
    /// The models of an ensemble.
    let members: [String]?
    let seconds: Double
    let imagesPerSecond: Double
    let dataSets: [DataSet]
    /// What the model is, each fact with its source.
    let description: [FactRecord]
    /// The mean over the shifts, where all of them were measured.
    private(set) var shiftAverage: Double?
    /// How well it does on tasks with heads of their own, beside the tasks' own models.
    private(set) var tasks: [TaskAccuracy] = []

    enum CodingKeys: String, CodingKey {
        case model, activation, heads, members, seconds, description
        case imagesPerSecond = "images_per_second"
        case dataSets = "datasets"
        case shiftAverage = "shift_average"
        case taskMean = "task_mean"
        case normalised, singles
    }

    /// Takes data sets for tasks, of which none is a shift of another.
    mutating func takeTasks(_ tasks: [TaskAccuracy]) {
        self.tasks = tasks
        (shiftAverage, missingShifts) = (nil, [])
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(model, forKey: .model)
        try container.encodeIfPresent(activation, forKey: .activation)
        try container.encodeIfPresent(heads, forKey: .heads)
        try container.encodeIfPresent(members, forKey: .members)
        try container.encode(seconds, forKey: .seconds)
        try container.encode(imagesPerSecond, forKey: .imagesPerSecond)
        try container.encode(dataSets, forKey: .dataSets)
        try container.encode(description, forKey: .description)
        try container.encodeIfPresent(shiftAverage, forKey: .shiftAverage)
        guard !tasks.isEmpty else { return }
        try container.encode(tasks.meanAccuracy, forKey: .taskMean)
        try container.encodeIfPresent(tasks.normalisedAccuracy, forKey: .normalised)
        let singles = tasks.compactMap(\.single)
        if !singles.isEmpty { try container.encode(singles, forKey: .singles) }
    }

    /// What tables call it: short for an ensemble of the models above it.
    var title: String { members != nil && model.hasPrefix("ensemble of ") ? "ensemble" : model }

    /// The shifts that were not measured, for want of which there is no average.
    private(set) var missingShifts: [String]
    /// The variant of Model Stock, and the recipe, of a model that this program has merged.
    private let merge: [JSONMember]

    init(_ score: ModelScore, of model: CLIPModel, clean: String?, withClasses: Bool) {
        self.init(
            score,
            activation: model.classifier.tower.activation.rawValue,
            heads: model.classifier.architecture.headCount,
            merge: ["variant", "recipe"].compactMap { key in
                model.metadata["stockpot." + key].map { JSONMember(key, .string($0)) }
            },
            description: model.classifier.description.facts.map(FactRecord.init),
            clean: clean,
            withClasses: withClasses
        )
    }

    /// The record of several models that answer together.
    init(_ score: ModelScore, ofEnsemble members: [String], clean: String?, withClasses: Bool) {
        let names = members.map { JSONValue.string(ModelName.of($0)) }
        self.init(
            score,
            members: members,
            merge: [JSONMember("members", .array(names))],
            clean: clean,
            withClasses: withClasses
        )
    }

    private init(
        _ score: ModelScore,
        activation: String? = nil,
        heads: Int? = nil,
        members: [String]? = nil,
        merge: [JSONMember],
        description: [FactRecord] = [],
        clean: String?,
        withClasses: Bool
    ) {
        model = score.model
        (self.activation, self.heads, self.members) = (activation, heads, members)
        (self.merge, self.description) = (merge, description)
        seconds = score.seconds
        imagesPerSecond = score.imagesPerSecond
        dataSets = score.dataSets.map { DataSet(score: $0, withClasses: withClasses) }
        let result = Self.result(score.model, dataSets, details: [])
        let roles = DataSetRoles(of: [result], clean: clean)
        shiftAverage = roles.flatMap(result.shiftAverage)
        missingShifts = roles?.shifts.filter { result[$0] == nil } ?? []
    }

    /// The record as a row of a results file.
    var result: EvaluationResult {
        let counts = dataSets.map { JSONMember($0.name, .number(Double($0.accuracy.images))) }
        return Self.result(
            model,
            dataSets,
            details: [
                JSONMember("n_images", .object(counts)),
                JSONMember("stockpot_version", .string(ToolVersion.current)),
                JSONMember("seconds", .number(seconds)),
            ] + (activation.map { [JSONMember("activation", .string($0))] } ?? [])
                + (heads.map { [JSONMember("heads", .number(Double($0)))] } ?? []) + merge
        )
    }

    private static func result(
        _ model: String,
        _ dataSets: [DataSet],
        details: [JSONMember]
    ) -> EvaluationResult {
        EvaluationResult(
            modelName: model,
            accuracies: dataSets.map { EvaluationResult.Fraction($0.name, $0.accuracy.top1) },
            details: details
        )
    }
}
