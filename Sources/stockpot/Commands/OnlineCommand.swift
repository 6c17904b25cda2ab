internal import ArgumentParser
internal import Checkpoints
internal import ModelChoice
internal import SystemFiles

struct OnlineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "online",
        abstract: "Chooses models while images arrive, holding no more than fits into memory.",
        discussion: """
            Each data set is a client that sees its images one by one, answers with a model it holds \
            and learns the losses of all that it holds (OFMS-FT, arXiv 2401.10478). Models cost the \
            bytes of their checkpoints. The models are not fine-tuned here. Example:

              stockpot select online model_0 model_1 --data a=images/a --data b=images/b --memory 1G
            """
    )

    @OptionGroup(title: "Inputs") var inputs: SelectionInputs
    @OptionGroup(title: "Output") var chosen: ChosenModels

    @Option(help: ArgumentHelp("What a client may hold.", valueName: "size"))
    var memory: ByteSize

    @Option(
        help: ArgumentHelp("The cost of each model, separated by commas.", valueName: "sizes")
    )
    var costs: String?

    @Option(
        help: ArgumentHelp(
            "The number of rounds. (default: the images of the smallest client)",
            valueName: "n"
        )
    )
    var rounds: Int?

    @Option(help: "Decides the order of images and all draws.")
    var seed: UInt64 = 0

    func validate() throws {
        guard rounds ?? 1 > 0 else { throw ValidationError("--rounds: at least 1") }
        guard let costs else { return }
        let sizes = costs.split(separator: ",").map { ByteSize(argument: String($0)) }
        guard sizes.count == inputs.predictions.count, !sizes.contains(where: { $0 == nil }) else {
            throw ValidationError("--costs: give a size for each model, such as 300M,150M")
        }
    }

    func run() throws {
        let tables = try inputs.tables()
        let found = try OnlineRun(
            tables,
            costs: modelCosts(tables[0].models),
            budget: Double(memory.byteCount),
            rounds: rounds,
            seed: seed
        )
        try chosen.deliver(found, text: SelectionText.text(found), groups: [found.order])
    }

    private func modelCosts(_ models: [String]) throws -> [Double] {
        if let costs {
            return costs.split(separator: ",")
                .compactMap { ByteSize(argument: String($0)) }.map { Double($0.byteCount) }
        }
        return try models.map { model in
            let checkpoint = try inputs.reading.open(model)
            return checkpoint.tensors.reduce(0) { $0 + Double($1.byteCount) }
        }
    }
}
