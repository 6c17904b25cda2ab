internal import ArgumentParser
internal import ModelChoice
internal import TextFormats

struct AnchorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "anchors",
        abstract: "Chooses a few items on which a new model can be measured.",
        discussion: """
            The items are medoids of how the models answer (arXiv 2309.08638); evaluate --anchors \
            measures a model on them alone. It works for models that differ much, and not for \
            siblings. Example:

              stockpot select anchors m1 m2 m3 --data val=images --count 20 -o anchors.json
            """
    )

    @OptionGroup(title: "Inputs") var inputs: SelectionInputs

    @Option(help: ArgumentHelp("The number of anchors.", valueName: "n"))
    var count: Int

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where the anchors go.", valueName: "anchors.json"),
        completion: .file()
    )
    var output: String

    @Flag(help: "Replace an existing file.")
    var force = false

    func validate() throws {
        guard count > 0 else { throw ValidationError("--count: at least 1") }
        let isTable = inputs.predictions.first?.hasSuffix(".csv") == true
        guard isTable || inputs.predictions.count >= 3 else {
            throw ValidationError("anchors are chosen by at least three models")
        }
    }

    func run() throws {
        let file = try TextFile(output, replacing: force, keeping: inputs.predictions)
        let found = try AnchorSet(inputs.table(), count: count)
        inputs.rating.warn(found.warnings)
        try StandardOutput.print(SelectionText.text(found))
        try file.write(JSONText.text(found).text + "\n")
    }
}
