internal import ArgumentParser
internal import Checkpoints
internal import ModelChoice
internal import SystemFiles

struct LabelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "label",
        abstract: "Finds the best model with few labels, and says which items to label next.",
        discussion: """
            Only items on which the models disagree are asked for, the most informative first \
            (MODEL SELECTOR, arXiv 2410.13609). With --output or --labels the labels come from you; \
            otherwise those of the data set are used, to see how few suffice. Example:

              stockpot select label model_0 model_1 --data pool=images --budget 40 -o queue.csv

            Label the items of queue.csv in a file with the header item,class, and go on with \
            --labels FILE. With --trials, pools of labelled items tell how many labels find a best model, \
            compared with random labels; plot --budgets draws it.
            """
    )

    @OptionGroup(title: "Inputs") var inputs: SelectionInputs
    @OptionGroup(title: "Output") var chosen: ChosenModels

    @Option(help: .value("n", "The number of labels in all."))
    var budget: Int

    @Option(
        help: .value("file.csv", "The labels so far, with the header item,class."),
        completion: .file()
    )
    var labels: String?

    @Option(help: .value("n", "How many items are asked for at a time."))
    var queueLength = 1

    @Option(
        help: .value(
            "x",
            "The error rate that a model is assumed to have, below 0.5, or auto."
        )
    )
    var epsilon = "0.46"

    @Option(
        help: .value(
            "n",
            "Try the queries on n pools drawn from the items; their labels must be known."
        )
    )
    var trials: Int?

    @Option(help: .value("n", "The items in each pool of --trials."))
    var poolSize = 500

    @Option(help: "Decides the pools of --trials and of --epsilon auto.")
    var seed: UInt64 = 0

    @Option(
        name: .shortAndLong,
        help: .value("queue.csv", "Where to write the items to label next."),
        completion: .file()
    )
    var output: String?

    func validate() throws {
        guard budget > 0 else { throw ValidationError("--budget: at least 1") }
        guard queueLength > 0 else { throw ValidationError("--queue-length: at least 1") }
        try CountRange.items.check(trials, "--trials")
        try CountRange.items.check(poolSize, "--pool-size")
        _ = try errorRate()
    }

    private func errorRate() throws -> Double? {
        guard epsilon != "auto" else { return nil }
        guard let value = Double(epsilon), value > 0, value < 0.5 else {
            throw ValidationError("--epsilon: auto, or above 0 and below 0.5")
        }
        return value
    }

    func run() throws {
        if try inputs.printsPlan() { return }
        let table = try inputs.table()
        let file = try output.map {
            try TextFile($0, OutputPolicy(replaces: chosen.force), keeping: inputs.predictions)
        }
        var given = try labels.map {
            try GivenLabels(FileContents.read($0), path: $0, of: table)
        }
        if given == nil, output != nil { given = GivenLabels.none }
        let session = try LabelSession(
            table,
            budget: budget,
            given: given,
            batch: queueLength,
            epsilon: errorRate(),
            trials: trials.map { LabelSession.Pools(count: $0, size: poolSize) },
            seed: seed
        )
        try chosen.deliver(
            session,
            text: SelectionText.text(session),
            groups: [session.models.map(\.model)]
        )
        try file?.write(session.queue.text)
    }
}
