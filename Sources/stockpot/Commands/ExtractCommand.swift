internal import ArgumentParser
internal import CheckpointConversion
internal import Checkpoints
internal import MergeEngine
internal import TextFormats

struct ExtractCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract",
        abstract: "Makes a low-rank adapter of a model and its base.",
        discussion: """
            OUT is a folder that Hugging Face's peft reads, and that every command here takes as \
            BASE+OUT. Example:

              stockpot extract --base pretrained model_0 -o adapter --rank 16
              stockpot merge --base pretrained -o merged model_1 pretrained+adapter
            """
    )

    @OptionGroup(title: "Inputs") private var named: BaseOption

    @Argument(help: "The fine-tuned checkpoint.", completion: .file())
    var model: String

    @OptionGroup(title: "Reading") var reading: ReadingArguments
    @OptionGroup(title: "Execution") var execution: ExecutionArguments

    @Option(
        name: .shortAndLong,
        help: .value("out", "The folder of the adapter."),
        completion: .file()
    )
    var output: String

    @Option(help: .value("n", "The most singular directions of a module."))
    var rank = 128

    @Option(help: .value("x", "Leave out directions with singular values up to this."))
    var svEpsilon = 0.0

    @OptionGroup var policy: OutputPolicyArguments

    @Flag(help: "Print ranks and errors of all modules as JSON.")
    var json = false

    @OptionGroup var tables: TableArguments

    func validate() throws {
        guard named.base != nil else {
            throw ValidationError("Missing expected argument '--base <base>'")
        }
        guard case .folder = CheckpointDestination.from(path: output) else {
            throw ValidationError("--output \(output): an adapter is a folder")
        }
        try CountRange.items.check(rank, "--rank")
        guard svEpsilon >= 0, svEpsilon.isFinite else {
            throw ValidationError("--sv-epsilon: 0 or a positive number")
        }
    }

    func run() throws {
        let opened = try reading.open([named.base ?? "", model])
        let line = ProgressLine(isQuiet: execution.quiet)
        let found = try line.during {
            try Interruption.during { cancellation in
                let found = try AdapterExtraction(
                    of: opened[1],
                    base: opened[0],
                    rank: rank,
                    epsilon: svEpsilon,
                    threads: execution.options.threads,
                    cancellation: cancellation
                ) { line.show($0) }
                try found.write(to: output, policy.policy, inputs: opened)
                return found
            }
        }
        if !found.leftOut.isEmpty {
            let names = found.leftOut.map(PrintableText.quoted).joined(separator: ", ")
            execution.note(["warning: an adapter cannot hold what was learned of \(names)"])
        }
        let report = ExtractionReport(found, output: output)
        if json { return try StandardOutput.print(JSONText.text(report)) }
        if !execution.quiet { try tables.print(report.page) }
    }
}

/// What an adapter holds of a model, for printing.
private struct ExtractionReport: Encodable {
    struct Layer: Encodable {
        let module: String
        let rank: Int
        let norm: Double
        let error: Double
    }

    let output: String
    let norm: Double
    let error: Double
    let leftOut: [String]
    let layers: [Layer]

    enum CodingKeys: String, CodingKey {
        case output, norm, error, layers
        case leftOut = "left_out"
    }

    init(_ found: AdapterExtraction, output: String) {
        self.output = output
        (norm, error, leftOut) = (found.norm, found.error, found.leftOut)
        layers = found.layers.map {
            Layer(module: $0.module, rank: $0.rank, norm: $0.norm, error: $0.error)
        }
    }

    var page: Page {
        var table = TextTable([
            ("module", .left), ("rank", .right), ("norm", .right), ("error", .right),
            ("lost %", .right),
        ])
        func lost(_ error: Double, _ norm: Double) -> String {
            norm > 0 ? (100 * error / norm).text(digits: 2) : "-"
        }
        for layer in layers {
            table.add([
                layer.module, "\(layer.rank)", layer.norm.text(digits: 4),
                layer.error.text(digits: 4),
                lost(layer.error, layer.norm),
            ])
        }
        return Page(
            table,
            [
                "\(output): \(layers.count.counted("module")), error \(error.text(digits: 4)) of "
                    + "\(norm.text(digits: 4)), \(lost(error, norm)) %"
            ]
        )
    }
}
