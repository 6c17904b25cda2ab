internal import ArgumentParser
internal import Evaluation
internal import ModelChoice
internal import ModelZoo
internal import SystemFiles

struct ZooLabelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "label",
        abstract: "Adds to a zoo what models answer to the classes of a data set.",
        discussion: """
            The label of a model is the table of its answers: for each class the share of its images \
            that got each output, whatever its outputs are called (Model Label Learning, arXiv \
            2408.11449). 'zoo cover' finds in them who serves the classes of a task. Example:

              stockpot zoo label zoo.jsonl model_0 model_1 --data clean=images/clean
            """
    )

    @Argument(help: "The zoo; it is made if it does not exist.", completion: .file())
    var zoo: String

    @Argument(help: "The models.", completion: .file())
    var models: [String]

    @OptionGroup(title: "Data sets") var dataSets: DataSetArguments

    @Option(help: .value("n", "Take at most n images of each class."))
    var perClass = 75

    @OptionGroup var running: ZooModels

    @Flag(help: "Remove the last line if it was cut short while being written.")
    var repair = false

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        try ModelList.validate(models)
        guard perClass > 0 else { throw ValidationError("--per-class: at least 1") }
    }

    func run() throws {
        if FileSystem.exists(zoo) { try Zoo(zoo).requireWhole(repairing: repair) }
        let loaded = try running.load(models)
        let wholeSets = try dataSets.dataSets()
        let sets = wholeSets.map { $0.taking($0.firstImages(ofEachClass: perClass)) }
        if running.dryRun { return try StandardOutput.print(ScoreText.plan(loaded.models, sets)) }
        running.rating.warn(wholeSets.flatMap(\.notes))
        var records: [ZooRecord] = []
        for set in sets {
            let rated = try running.rate(loaded, on: set)
            for (model, found) in zip(loaded.models, rated) {
                let label = try LabelRecord(found, set, outputNames: model.classNames)
                records.append(.label(label))
            }
        }
        try ZooFile.append(records, to: zoo, repairing: repair)
        let summary = ZooAdditions(zoo: zoo, records)
        try StandardOutput.print(json ? try JSONText.text(summary) : summary.text)
    }
}
