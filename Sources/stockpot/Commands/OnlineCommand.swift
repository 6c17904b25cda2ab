internal import ArgumentParser
internal import CLIPVision
internal import Checkpoints
internal import Evaluation
internal import ModelChoice
internal import SystemFiles

extension OnlineRun.Loss: ExpressibleByArgument {}

/// What clients change of the models.
enum FineTuning: String, CaseIterable, ExpressibleByArgument { case none, head }

struct OnlineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "online",
        abstract: "Chooses models while images arrive, holding no more than fits into memory.",
        discussion: """
            Each data set is a client that sees its images one by one, answers with a model it holds \
            and learns the losses of all that it holds (OFMS-FT, arXiv 2401.10478). Models cost the \
            bytes of their checkpoints. Example:

              stockpot select online model_0 model_1 --data a=images/a --data b=images/b --memory 1G

            With --fine-tune head clients also take steps on the heads of the models they hold, and a \
            server averages them; the paper tunes all weights. The tuned heads are not kept.
            """
    )

    @OptionGroup(title: "Inputs") var inputs: SelectionInputs
    @OptionGroup(title: "Output") var chosen: ChosenModels

    @Option(help: .value("size", "What a client may hold."))
    var memory: ByteSize

    @Option(help: .value("sizes", "The cost of each model, separated by commas."))
    var costs: String?

    @Option(help: .value("n", "The number of rounds. (default: the images of the smallest client)"))
    var rounds: Int?

    @Option(help: "What models lose by a wrong answer: 1, or the cross-entropy in parts of ln C.")
    var loss: OnlineRun.Loss = .error

    @Option(help: "What clients change of the models: nothing, or the heads.")
    var fineTune: FineTuning = .none

    @Option(help: .value("n", "The images that a step on a head takes."))
    var window = 50

    @Option(
        help: .value(
            "size",
            "What clients may upload together in a round. (default: 1.1 times what all may hold)"
        )
    )
    var bandwidth: ByteSize?

    @Option(help: "Decides the order of images and all draws.")
    var seed: UInt64 = 0

    func validate() throws {
        try CountRange.items.check(rounds, "--rounds")
        try CountRange.items.check(window, "--window")
        guard fineTune == .head || bandwidth == nil else {
            throw ValidationError("--bandwidth: needs --fine-tune head")
        }
        guard fineTune == .none || inputs.data.allSatisfy({ $0.path != nil }) else {
            throw ValidationError("--fine-tune head: needs models and --data NAME=PATH")
        }
        if let costs, sizes(costs) == nil {
            throw ValidationError("--costs: give a size for each model, such as 300M,150M")
        }
        guard costs != nil || !inputs.isTable else {
            throw ValidationError("--costs: a .csv file has no checkpoints whose sizes are known")
        }
    }

    private func sizes(_ costs: String) -> [Double]? {
        let parts = costs.split(separator: ",", omittingEmptySubsequences: false)
        let sizes = parts.compactMap { ByteSize(argument: String($0)) }
        return sizes.count == parts.count ? sizes.map { Double($0.byteCount) } : nil
    }

    func run() throws {
        if try inputs.printsPlan(keepsFeatures: fineTune == .head) { return }
        var options = OnlineRun.Options()
        (options.rounds, options.loss, options.seed) = (rounds, loss, seed)
        let (tables, heads) =
            try fineTune == .head ? inputs.tablesWithHeads(tuning) : (inputs.tables(), nil)
        let found = try OnlineRun(
            tables,
            costs: modelCosts(tables[0].models),
            budget: Double(memory.byteCount),
            heads: heads,
            options: options
        )
        try chosen.deliver(found, text: SelectionText.text(found), groups: [found.order])
    }

    private var tuning: OnlineHeads.Options {
        var options = OnlineHeads.Options()
        options.window = window
        options.bandwidth = bandwidth.map { Double($0.byteCount) }
        return options
    }

    private func modelCosts(_ models: [String]) throws -> [Double] {
        if let costs = costs.flatMap(sizes) {
            guard costs.count == models.count else {
                throw ValidationError(
                    "--costs: gives \(costs.count) sizes for \(models.count) models"
                )
            }
            return costs
        }
        return try models.map { model in
            guard FileSystem.exists(model) else {
                throw ModelChoiceError.request(
                    "\(model) is not here, so that its size is not known; give it with --costs"
                )
            }
            let checkpoint = try inputs.reading.open(model)
            return checkpoint.tensors.reduce(0) { $0 + Double($1.byteCount) }
        }
    }
}
