internal import ArgumentParser
internal import Calibration
internal import ModelChoice
internal import Soups
internal import TextFormats

extension EnsembleAveraging: ExpressibleByArgument {}

struct EnsembleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ensemble",
        abstract: "Averages what models answer, from files of predictions; measures calibration.",
        discussion: """
            No model is run: stockpot evaluate --predictions keeps the logits once, and any number of \
            ensembles is measured from the files.
            """,
        subcommands: [UniformEnsembleCommand.self, GreedyEnsembleCommand.self]
    )
}

struct UniformEnsembleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uniform",
        abstract: "Measures each model and the mean of all.",
        discussion: """
            Accuracy, negative log-likelihood, expected calibration error and Brier score. One file alone \
            gives the figures of its model. Example:

              stockpot evaluate model_0 model_1 --data held-out=images/held-out \
            --data clean=images/clean --predictions predictions
              stockpot ensemble uniform predictions/model_0.safetensors \
            predictions/model_1.safetensors --data clean --temperature-from held-out
            """
    )

    @OptionGroup var ensemble: EnsembleArguments

    func run() throws {
        let inputs = try ensemble.inputs()
        var records = try inputs.names.indices.map { try ensemble.record([$0], inputs) }
        if inputs.names.count > 1 {
            records.append(try ensemble.record(Array(inputs.names.indices), inputs))
        }
        try ensemble.deliver(records)
    }
}

struct GreedyEnsembleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "greedy",
        abstract: "Averages the models whose answers help on held-out images.",
        discussion: """
            Models are tried from the best to the worst, as in stockpot soup greedy; one stays when the \
            mean answer is better with it. Example:

              stockpot ensemble greedy predictions/model_0.safetensors \
            predictions/model_1.safetensors --held-out held-out --data clean
            """
    )

    @OptionGroup var ensemble: EnsembleArguments

    @Option(help: .value("name", "The data set on which members are chosen."))
    var heldOut: String

    @Option(help: "Accept a model when the ensemble is better with it, or when it is not worse.")
    var accept: GreedySoup.Acceptance = .greater

    func validate() throws {
        if let name = ensemble.data.first(where: { $0.isExactly(heldOut) }) {
            throw ValidationError(
                "--data \(name): members are chosen on it; report others than --held-out"
            )
        }
    }

    func run() throws {
        let inputs = try ensemble.inputs()
        let chosenOn = try PredictedLogits(files: ensemble.predictions, dataSet: heldOut)
        for set in inputs.sets where try chosenOn.hasImages(of: set) {
            throw ModelChoiceError.request(
                "\(set.dataSet): holds the images of \(heldOut), on which members are chosen; "
                    + "report others"
            )
        }
        let outcome = try GreedyEnsemble(acceptance: accept, averaging: ensemble.average).choose(
            inputs.names,
            labels: chosenOn.labels,
            rows: chosenOn.rows
        )
        let members = outcome.ingredients.compactMap { name in
            inputs.names.firstIndex { $0.isExactly(name) }
        }
        try ensemble.deliver(
            [try ensemble.record(members, inputs)],
            EnsembleChoice(dataSet: heldOut, outcome)
        )
    }
}
