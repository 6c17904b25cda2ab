internal import ArgumentParser
internal import MergeEngine
internal import MergeVerification
internal import PlanVerification
internal import TextFormats

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Recomputes a merge naively and compares it element by element.",
        discussion: """
            Example, with the options of the merge:

              stockpot verify --base pretrained --merged merged model_0 model_1

            Example, by what the output itself records; a recipe may be named instead:

              stockpot verify --from merged --merged merged

            The recomputation shares no code with the engine but the reading of files. It holds \
            one layer of all inputs in memory and takes much longer than the merge. An element \
            holds within 1 unit in the last place of the output's type, or, where base and task \
            vector cancel, within 1e-9 of the largest input there. Exit status 1 when a layer \
            does not hold.
            """
    )

    @OptionGroup(title: "Inputs") var inputs: MergeInputOptions
    @OptionGroup(title: "Reading") var reading: ReadingArguments
    @OptionGroup(title: "Method") var method: MethodOptions
    @OptionGroup(title: "Layers") var layers: LayerOptions

    @Option(help: "The merged checkpoint.", completion: .file())
    var merged: String

    @Flag(help: "Print the result as JSON.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print errors only.")
    var quiet = false

    func run() throws {
        let source = try MergeSource(inputs, method, layers, reading)
        try source.requireStages("lie")
        let request = try source.request(source.recipes.count - 1)
        // Refuses here what a merge would refuse, in the same words.
        let plan = try MergePlan(request, options: ExecutionOptions(threads: 1))
        try reading.check(plan.checkpoints)
        let verification = try VerificationRequest(plan, merged: merged)
        let line = ProgressLine(isQuiet: quiet)
        let report = try line.during {
            try Interruption.during { cancellation in
                try MergeVerifier(verification).verify(cancellation: cancellation) {
                    line.show($0)
                }
            }
        }
        if json {
            try StandardOutput.print(try JSONText.text(report))
        } else if !quiet {
            try StandardOutput.print(text(report))
        }
        if !report.ok { throw ExitCode(ExitStatus.checkFailed.rawValue) }
    }

    private func text(_ report: VerificationReport) -> PrintableText {
        let distances: PrintableText = """
            \(report.elements.grouped) elements compared with the naive reference
            largest distance: \(report.maxUlpError.text(digits: 2)) ulp, \
            \(report.maxAbsError) absolute
            """
        guard !report.ok else { return distances + "\nverified: every element holds" }
        let names = PrintableText(lines: report.mismatchedLayers.prefix(10).map { "  " + $0 })
        return distances
            + "\nNOT verified: \(report.mismatchedLayers.count) layers differ:\n\(names)"
    }
}
