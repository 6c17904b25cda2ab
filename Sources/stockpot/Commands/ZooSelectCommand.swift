internal import ArgumentParser
internal import Evaluation
internal import ModelChoice
internal import ModelZoo
internal import SystemFiles
internal import TextFormats

struct ZooSelectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "select",
        abstract:
            "Drops models stage by stage, on more and more images, and records what it measures.",
        discussion: """
            In each stage at least half of the models are dropped: those that another one surpasses \
            now and is expected to surpass in the end, by their past in the zoo, then those of the \
            least accuracy (the second phase of arXiv 2404.00069; without a past, successive \
            halving). The accuracies of all stages are added to the zoo. Example:

              stockpot zoo select zoo.jsonl model_0 model_1 --target clean=images/clean
            """
    )

    @Argument(help: "The zoo; it is made if it does not exist.", completion: .file())
    var zoo: String

    @Argument(help: "The models.", completion: .file())
    var models: [String]

    @Option(help: .value("name=path", "The data set."))
    var target: NamedPath

    @OptionGroup(title: "Data sets") var sets: DataSetReading

    @Option(help: .value("n", "The number of stages; each has twice the images of the one before."))
    var stages = 4

    @Option(help: .value("x", "How much better another model must be expected to end."))
    var threshold = 0.0

    @Option(help: "Decides the order of the images.")
    var seed: UInt64 = 0

    @OptionGroup var running: ZooModels

    @Flag(help: "Remove the zoo's last line if it was cut short while being written.")
    var repair = false

    @OptionGroup(title: "Output") var chosen: ChosenModels

    func validate() throws {
        try ModelList.validate(models)
        guard models.count > 1 else {
            throw ValidationError("a comparison needs at least two models")
        }
        guard (1...30).contains(stages) else { throw ValidationError("--stages: from 1 to 30") }
        guard threshold.isFinite, threshold >= 0 else {
            throw ValidationError("--threshold: at least 0")
        }
        try sets.requireDataSets([target.name])
    }

    func run() throws {
        let known = FileSystem.exists(zoo) ? try Zoo(zoo) : nil
        try known?.requireWhole(repairing: repair)
        let set = try sets.dataSet(target.name, at: target.path)
        running.rating.warn(set.notes)
        let loaded = try running.load(models)
        if running.dryRun { return try StandardOutput.print(ScoreText.plan(loaded.models, [set])) }
        let found = try StagedSelection(
            loaded.identities,
            target: set.name,
            imageCount: set.count,
            zoo: known,
            stageCount: stages,
            threshold: threshold,
            seed: seed
        ) { places, images in
            let part = set.taking(images)
            let rated = try running.rate(loaded.taking(places), on: part)
            return try rated.map { try AccuracyRecord.correctCount($0, part) }
        }
        let records = found.records.map(ZooRecord.result)
        try ZooFile.append(records, to: zoo, repairing: repair)
        try chosen.deliver(
            StagedRecord(target: set.name, found),
            text: StagedText.text(found, target: set.name),
            groups: [found.order]
        )
    }
}

/// A staged selection for programs.
private struct StagedRecord: Encodable {
    let target: String
    let stages: [StagedSelection.Stage]
    let order: [String]

    init(target: String, _ found: StagedSelection) {
        (self.target, stages, order) = (target, found.stages, found.order)
    }
}
