internal import ArgumentParser
internal import MergeEngine
internal import MergeVerification
internal import Merging
internal import ReferenceMerging

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Recomputes a merge naively and compares it element by element.",
        discussion: """
            Example, with the options of the merge:

              stockpot verify --base pretrained --merged merged model_0 model_1

            The recomputation shares no code with the engine but the reading of files. It holds \
            one layer of all inputs in memory and takes much longer than the merge. An element \
            holds within 1 unit in the last place of the output's type, or, where base and task \
            vector cancel, within 1e-9 of the largest input there. Exit status 1 when a layer \
            does not hold.
            """
    )

    @OptionGroup(title: "Inputs") var inputs: InputOptions
    @OptionGroup(title: "Method") var method: MethodOptions

    @Option(help: "The merged checkpoint.")
    var merged: String

    @Flag(help: "Print the result as JSON.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print errors only.")
    var quiet = false

    func run() throws {
        // Refuses here what a merge would refuse, in the same words.
        let plan = try MergePlan(
            MergeRequest(
                base: inputs.base,
                models: inputs.models,
                methods: try method.selection(modelCount: inputs.models.count),
                projections: method.qkv,
                ignored: method.ignore
            ),
            options: ExecutionOptions(threads: 1)
        )
        let progress = ProgressLine(isQuiet: quiet)
        var done = 0
        let report = try progress.during {
            try MergeVerifier(request()).verify { name in
                done += 1
                progress.show("verifying layer \(done) of \(plan.layerSummaries.count): \(name)")
            }
        }
        if json {
            try StandardOutput.print(try JSONText.text(report))
        } else if !quiet {
            try StandardOutput.print(text(report))
        }
        if !report.ok { throw ExitCode(ExitStatus.checkFailed.rawValue) }
    }

    private func request() throws -> VerificationRequest {
        VerificationRequest(
            base: inputs.base,
            models: inputs.models,
            merged: merged,
            method: try recomputedMethod(),
            granularity: try granularity(),
            projections: .init(rawValue: method.qkv.rawValue) ?? .asStored,
            head: method.head == .average ? .average : .merge,
            ignored: method.ignore
        )
    }

    private func recomputedMethod() throws -> VerificationRequest.Method {
        let arguments = try method.arguments(modelCount: inputs.models.count)
        switch try method.description().name {
        case "average": return .average
        case "model_stock":
            return .modelStock(
                ReferenceOptions(
                    variant: method.variant.flatMap { ReferenceVariant(rawValue: $0.rawValue) }
                        ?? .paper,
                    clampRatio: method.clampsRatio,
                    lambdaBounds: arguments.global["lambda_bounds"] == .text("simplex")
                        ? .simplex : .none,
                    linearTerm: arguments.global["b"] == .text("columns") ? .columns : .constant
                )
            )
        case let name: return .other(name: name, ReferenceParameters(arguments))
        }
    }

    private func granularity() throws -> VerificationRequest.Granularity {
        let chosen = try method.selection(modelCount: inputs.models.count).traits.granularity
        return .init(rawValue: chosen.rawValue) ?? .tensor
    }

    private func text(_ report: VerificationReport) -> String {
        let distances = """
            \(report.elements.grouped) elements compared with the naive reference
            largest distance: \(report.maxUlpError.text(digits: 2)) ulp, \
            \(report.maxAbsError) absolute
            """
        guard !report.ok else { return distances + "\nverified: every element holds" }
        let names = report.mismatchedLayers.prefix(10).map { "  " + $0 }.joined(separator: "\n")
        return distances
            + "\nNOT verified: \(report.mismatchedLayers.count) layers differ:\n\(names)"
    }
}

extension ReferenceParameters {
    /// The same values in the reference's own terms.
    fileprivate init(_ arguments: MethodArguments) {
        self.init(
            global: arguments.global.mapValues(\.referenceValue),
            perModel: arguments.perModel.map { $0.mapValues(\.referenceValue) },
            base: arguments.base.mapValues(\.referenceValue)
        )
    }
}

extension ParameterValue {
    fileprivate var referenceValue: ReferenceParameters.Value {
        switch self {
        case .number(let number): .number(number)
        case .boolean(let boolean): .boolean(boolean)
        case .text(let text): .text(text)
        }
    }
}
