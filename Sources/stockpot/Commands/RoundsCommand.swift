internal import ArgumentParser
internal import CLIPModels
internal import Checkpoints
internal import MergeEngine
internal import SystemFiles
internal import TextFormats
internal import TrainingRounds

struct RoundsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rounds",
        abstract:
            "Merges copies of a model that train in processes of their own, round after round.",
        discussion: """
            Copy i of N, counted from 0, writes DIR/round-00000/copy-i.safetensors under another name, \
            renames it, and waits for DIR/round-00000/DONE; then it goes on with merged.safetensors from \
            there, to round-00001. stockpot.rounds.exchange does that in Python. Example, which merges \
            two copies in one round and ends:

              stockpot rounds --base pretrained --copies 2 -o rounds --rounds 1 --timeout 600

            Every round is merged around the base. A round never changes once it is DONE, and the command \
            goes on at the first one that is not. Where copies do not come in time, FAILED names them in \
            one line, and nothing is merged from fewer copies. Tensors that a copy names in its metadata \
            under stockpot.averaged, in JSON, are averaged plainly.
            """
    )

    @OptionGroup private var named: BaseOption

    @Option(help: .value("n", "The number of copies."))
    var copies: Int

    @Option(
        name: .shortAndLong,
        help: .value("folder", "Where the rounds are; it is made where it is missing."),
        completion: .directory
    )
    var output: String

    @Option(
        help: .value(
            "seconds",
            "How long after the first copy of a round the others may come. (default: for ever)"
        )
    )
    var timeout: Double?

    @Option(
        help: .value("n", "End after so many rounds, those done before included. (default: never)")
    )
    var rounds: Int?

    @OptionGroup(title: "Reading") var reading: ReadingArguments
    @OptionGroup(title: "Method") var method: MethodOptions
    @OptionGroup(title: "Layers") var layers: LayerOptions
    @OptionGroup(title: "Execution") var execution: ExecutionArguments

    @Option(help: "The type of merged floating-point tensors; base keeps each tensor's own.")
    var dtype = OutputType.base

    @Flag(help: "Make every round survive a power cut before it is DONE.")
    var durable = false

    @Flag(help: "Print a line of JSON for every round that is done.")
    var json = false

    func validate() throws {
        guard (2...4096).contains(copies) else { throw ValidationError("--copies: 2 to 4096") }
        guard timeout.map({ $0.isFinite && $0 >= 0 && $0 <= 1e9 }) ?? true else {
            throw ValidationError("--timeout: 0 seconds or more, 1e9 at most")
        }
        try CountRange.items.check(rounds, "--rounds")
        guard !layers.flat else {
            throw ValidationError("--flat works with recipes only: options give no gradients")
        }
    }

    func run() throws {
        try Interruption.during { cancellation in
            let merger = try RoundsMerger(request(), cancellation: cancellation) {
                try tell($0)
            }
            try merger.run()
        }
    }

    private func request() throws -> RoundsRequest {
        let recipe = try method.recipe(
            base: named.base,
            models: (0..<copies).map(RoundFolder.copyName),
            type: dtype.type
        )
        var options = execution.options
        options.output = OutputPolicy(replaces: true, isDurable: durable)
        return RoundsRequest(
            layers.applied(to: recipe).completed(reading.options, ModelChoices()),
            copyCount: copies,
            folder: output,
            execution: options,
            timeout: timeout,
            roundLimit: rounds
        )
    }

    private func tell(_ event: RoundsEvent) throws {
        switch event {
        case .waits(let folder): execution.note(["\(folder.path): waits for \(copies) copies"])
        case .done(let folder, let report):
            execution.note(report.warnings.map { "warning: " + $0 })
            let record = Record(folder, report)
            if json {
                let value = try JSONValue(encoding: record)
                try StandardOutput.print(PrintableText(json: value, .compact))
            } else if !execution.quiet {
                try StandardOutput.print(record.text)
            }
        }
    }
}

/// What is printed of a round that is done.
private struct Record: Encodable {
    let round: Int
    let merged: String
    let tensors: Int
    let seconds: Double
    let medianT: Double?

    enum CodingKeys: String, CodingKey {
        case round, merged, tensors, seconds
        case medianT = "median_t"
    }

    init(_ folder: RoundFolder, _ report: MergeReport) {
        round = folder.round
        merged = folder.merged
        tensors = report.tensors
        seconds = report.seconds
        medianT = report.medianRatio
    }

    var text: PrintableText {
        let ratio: PrintableText = medianT.map { ", median t \($0.text(digits: 4))" } ?? ""
        return "\(merged): \(tensors) tensors in \(seconds.text(digits: 3)) s\(ratio)"
    }
}
