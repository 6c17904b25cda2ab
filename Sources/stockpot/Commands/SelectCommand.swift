internal import ArgumentParser
internal import ModelChoice

struct SelectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "select",
        abstract: "Chooses among models by what they predict.",
        subcommands: [
            TiesCommand.self, LabelCommand.self, AnchorsCommand.self, OnlineCommand.self,
        ]
    )
}

struct TiesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ties",
        abstract: "Finds the models that are statistically tied for the best.",
        discussion: """
            In each of many bags of the items the best model gets a vote; the inflated argmax of the \
            votes is the set of models that may well be the best (arXiv 2410.18268). Example:

              stockpot select ties model_0 model_1 --data clean=images/clean --list
            """
    )

    @OptionGroup(title: "Inputs") var inputs: SelectionInputs
    @OptionGroup(title: "Output") var chosen: ChosenModels

    @Option(help: .value("n", "The number of bags."))
    var bags = 10_000

    @Option(help: .value("x", "The part of the items in a bag."))
    var fraction = 0.5

    @Option(help: .value("x", "ε, from 0 to 1.41: a larger one keeps more models."))
    var epsilon = 0.05

    @Option(help: "Decides which items are drawn.")
    var seed: UInt64 = 0

    func validate() throws {
        guard (1...10_000_000).contains(bags) else {
            throw ValidationError("--bags: from 1 to 10000000")
        }
        guard fraction > 0, fraction < 1 else {
            throw ValidationError("--fraction: between 0 and 1")
        }
        guard epsilon > 0, epsilon < 2.0.squareRoot() else {
            throw ValidationError("--epsilon: above 0 and below 1.414")
        }
    }

    func run() throws {
        if try inputs.printsPlan() { return }
        let found = try TiedModels(
            inputs.table(),
            bags: bags,
            fraction: fraction,
            epsilon: epsilon,
            seed: seed
        )
        try chosen.deliver(found, text: SelectionText.text(found), groups: [found.selected])
    }
}
