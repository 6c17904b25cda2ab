internal import ArgumentParser
internal import Checkpoints
internal import ModelChoice
internal import TextFormats

struct AnchorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "anchors",
        abstract: "Chooses a few items on which a new model can be measured.",
        discussion: """
            The items are medoids of how the models answer (arXiv 2309.08638); evaluate --anchors \
            measures a model on them alone. It works for models that differ much, and not for \
            siblings. Beyond 5,000 items as many evenly spaced ones are searched, so that their distances \
            take 200 MB at most. Example:

              stockpot select anchors m1 m2 m3 --data val=images --items 20 -o anchors.json
            """
    )

    @OptionGroup(title: "Inputs") var inputs: SelectionInputs
    @OptionGroup var tables: TableArguments

    @Option(help: .value("n", "The number of items to choose."))
    var items: Int

    @Option(
        name: .shortAndLong,
        help: .value("anchors.json", "Where the anchors go."),
        completion: .file()
    )
    var output: String

    @Flag(help: "Print the anchors as one JSON object, as the file holds them.")
    var json = false

    @Flag(help: "Replace an existing file.")
    var force = false

    func validate() throws {
        try CountRange.items.check(items, "--items")
        guard inputs.isTable || inputs.predictions.count >= 3 else {
            throw ValidationError("choosing anchors takes at least three models")
        }
    }

    func run() throws {
        if try inputs.printsPlan() { return }
        let file = try TextFile(output, OutputPolicy(replaces: force), keeping: inputs.predictions)
        let found = try AnchorSet(inputs.table(), count: items)
        inputs.rating.warn(found.warnings)
        try json
            ? StandardOutput.print(JSONText.text(found)) : tables.print(SelectionText.text(found))
        try file.write(JSONText.text(found).text + "\n")
    }
}
