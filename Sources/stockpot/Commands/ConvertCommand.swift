internal import ArgumentParser
internal import CheckpointConversion
internal import Checkpoints
internal import CLIPModels
internal import MergeEngine
internal import Tensors
internal import TextFormats

struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Rewrites a checkpoint in another dialect, format or type.",
        discussion: """
            Example, an OpenAI or open_clip file for Hugging Face transformers:

              stockpot convert ViT-B-32.pt -o vit-b-32 --dialect huggingface \
            --activation quickgelu --heads 12 --text-heads 8

            OUT ending in .safetensors is one file, and so is one ending in .pt, .pth, .bin or .ckpt, \
            which torch.load reads; any other OUT is a folder with the configuration that the dialect's \
            programs look for: config.json, or open_clip_config.json beside \
            open_clip_model.safetensors. There and back gives the same bits under the same names.
            """
    )

    @Argument(help: "The checkpoint.", completion: .file())
    var checkpoint: String

    @OptionGroup(title: "Reading") var reading: ReadingArguments
    @OptionGroup(title: "Execution") var execution: ExecutionArguments

    @Option(name: .shortAndLong, help: .value("out", "Where the result goes."), completion: .file())
    var output: String

    @Option(help: "The names and forms of the tensors. (default: as they are)")
    var dialect: DialectName?

    @Option(
        help: .value(
            "text",
            "The prefix of all names but those of heads: model. or nothing ('').",
            discussion:
                "By default the present prefix, or the one that the dialect's programs write."
        )
    )
    var prefix: String?

    @Option(help: "The type of floating-point tensors; base keeps each tensor's own.")
    var dtype = OutputType.base

    @Flag(help: "Copy tensors that the other dialect does not know, under their own names.")
    var keepUnknown = false

    @Option(
        help: .value(
            "n",
            "The number of attention heads, for a configuration and the metadata. (default: as the "
                + "input's say)"
        )
    )
    var heads: Int?

    @Option(help: .value("n", "The text tower's, likewise, for a configuration."))
    var textHeads: Int?

    @Option(help: "The activation function, likewise. (default: as the input's say)")
    var activation: ActivationFunction?

    @Option(
        help: .value(
            "t",
            "Divide the head's weights and biases by this, so that its logits have the temperature that "
                + "stockpot ensemble has found."
        )
    )
    var headTemperature: Double?

    @Flag(help: "Print what would be done and stop: nothing is written.")
    var dryRun = false

    @OptionGroup var policy: OutputPolicyArguments

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        try CountRange.heads.check(heads, "--heads")
        try CountRange.heads.check(textHeads, "--text-heads")
        try OutputPath.require(output)
        if let headTemperature, !(headTemperature > 0 && headTemperature.isFinite) {
            throw ValidationError("--head-temperature: a positive number")
        }
        guard let prefix, !prefix.isEmpty, !prefix.hasSuffix(".") else { return }
        throw ValidationError("--prefix ends in a dot, or is empty: did you mean '\(prefix).'?")
    }

    /// Refuses a number of heads that cannot be: what is wrong with an option is not a file's fault.
    static func require(_ heads: Int?, of checkpoint: Checkpoint) throws {
        guard let heads else { return }
        let width = try VisionArchitecture(of: checkpoint, headCount: 1).width
        guard width.isMultiple(of: heads) else {
            let message = "--heads \(heads): does not divide \(checkpoint.path)'s width of \(width)"
            throw ValidationError(message)
        }
    }

    /// Why arguments are not a conversion that can be planned; nil where they are.
    static func obstacle(to arguments: [String]) -> (any Error)? {
        do {
            guard let command = try Stockpot.parseAsRoot(arguments) as? ConvertCommand else {
                preconditionFailure("'\(arguments.first ?? "")' is not convert")
            }
            _ = try command.plan().layout(at: command.output)
            return nil
        } catch { return error }
    }

    private func plan() throws -> ConversionPlan {
        let input = try reading.open(checkpoint)
        try Self.require(heads, of: input)
        return try ConversionPlan(
            input,
            ConversionRequest(
                dialect: dialect?.dialect,
                prefix: prefix,
                outputType: dtype.type,
                stateDictionary: reading.stateDict,
                keepsUnknown: keepUnknown,
                headCount: heads,
                textHeadCount: textHeads,
                activation: activation,
                headTemperature: headTemperature
            ),
            options: options
        )
    }

    func run() throws {
        let plan = try plan()
        let warnings = try plan.warnings + plan.warnings(at: output)
        execution.note(warnings.map { "warning: " + $0 })
        let outline = try ConversionOutline(plan, output: output, isWritten: !dryRun)
        if !dryRun {
            let line = ProgressLine(isQuiet: execution.quiet)
            try line.during {
                try Interruption.during { cancellation in
                    try CheckpointConverter(plan).convert(into: output, cancellation: cancellation)
                    {
                        line.show($0)
                    }
                }
            }
        }
        if json { return try StandardOutput.print(try JSONText.text(outline)) }
        if dryRun || !execution.quiet { try StandardOutput.print(outline.text) }
    }

    private var options: ConversionOptions {
        ConversionOptions(
            threads: execution.options.threads,
            memoryLimit: execution.memoryLimit,
            output: policy.policy
        )
    }
}

/// What a conversion does, for printing.
private struct ConversionOutline: Encodable {
    let checkpoint: String
    let output: String
    let from: String
    let to: String
    let prefix: String
    let tensors: Int
    let elements: Int
    let bytesToWrite: Int
    let dropped: [String]
    let files: [String]
    let written: Bool
    private let hadPrefix: String

    enum CodingKeys: String, CodingKey {
        case checkpoint, output, from, to, prefix, tensors, elements, dropped, files, written
        case bytesToWrite = "bytes_to_write"
    }

    init(_ plan: ConversionPlan, output: String, isWritten: Bool) throws {
        let layout = try plan.layout(at: output)
        checkpoint = plan.checkpoint.path
        self.output = output
        from = plan.source.dialect.description
        to = plan.target.dialect.description
        prefix = plan.target.prefix
        hadPrefix = plan.source.prefix
        tensors = plan.tensorCount
        elements = plan.elementCount
        bytesToWrite = layout.totalByteCount
        dropped = plan.dropped
        files = layout.shardNames
        written = isWritten
    }

    var text: PrintableText {
        let names = from == to ? "\(from) names" : "\(from) to \(to) names"
        let kept = from == to ? ", kept" : ""
        let change = names + (prefix == hadPrefix ? kept : ", prefix '\(prefix)'")
        let end: PrintableText = written ? "" : "\ndry run: nothing was written"
        return """
            \(output): \(tensors) tensors, \(elements.grouped) elements, \(bytesToWrite.byteText)
            names     \(change)\(end)
            """
    }
}

/// A dialect as the command line names it.
struct DialectName: ExpressibleByArgument {
    let dialect: Dialect

    static var allValueStrings: [String] { Dialect.allCases.compactMap(\.optionName) }
    static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }

    init?(argument: String) {
        guard
            let dialect = Dialect.allCases.first(where: {
                $0.optionName?.isExactly(argument) == true
            })
        else {
            return nil
        }
        self.dialect = dialect
    }
}

extension Dialect {
    /// The scheme's name as an option takes it, or nil for the unknown one.
    var optionName: String? {
        switch self {
        case .openAI: "openai"
        case .huggingFace: "huggingface"
        case .unknown: nil
        }
    }
}
