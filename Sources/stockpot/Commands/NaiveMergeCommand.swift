internal import ArgumentParser
internal import MergeVerification
internal import ReferenceMerging

/// The reference as a whole process, for `stockpot bench`.
struct NaiveMergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "naive-merge",
        abstract: "Merges by the naive reference, slowly; for comparison.",
        shouldDisplay: false
    )

    @OptionGroup(title: "Inputs") var inputs: InputOptions

    @Option(name: .shortAndLong, help: .value("out", "Where the merge goes."), completion: .file())
    var output: String

    @Option(help: "Which definition of Model Stock.")
    var variant: String = ReferenceVariant.paper.rawValue

    @Flag(help: "Make the output survive a power cut before the merge is called done.")
    var durable = false

    func validate() throws { try OutputPath.require(output) }

    func run() throws {
        guard let variant = ReferenceVariant(rawValue: variant) else {
            throw ValidationError("--variant \(variant): there is no such variant")
        }
        let options = ReferenceOptions(variant: variant)
        try NaiveMerger(base: inputs.requiredBase(), models: inputs.models, options: options)
            .merge(into: output, isDurable: durable)
    }
}
