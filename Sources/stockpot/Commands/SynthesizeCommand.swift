internal import ArgumentParser
internal import Checkpoints
internal import MergeEngine
internal import SyntheticCheckpoints
internal import Tensors
internal import TextFormats

extension SyntheticArchitecture: ExpressibleByArgument {}
extension SyntheticLayout: ExpressibleByArgument {}

struct SynthesizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "synthesize",
        abstract: "Makes CLIP-shaped checkpoints with known angles, for trials and comparisons.",
        discussion: """
            Writes a base and models around it as folders base, model_0, model_1 ... The angles \
            between task vectors are exact in f32. Example:

              stockpot synthesize --shape tiny --models 3 -o checkpoints
            """
    )

    @Option(help: "The architecture.")
    var shape: SyntheticArchitecture = .tiny

    @Option(help: .value("n", "The number of models, not counting the base."))
    var models = 2

    @Option(
        help: .value(
            "degrees",
            "The angle between any two task vectors; typical ones by kind of layer if not given."
        )
    )
    var angle: Double?

    @Option(help: "The type of all elements.")
    var dtype: FloatingPointName = .f32

    @Option(help: "The names of the tensors.")
    var layout: SyntheticLayout = .huggingFace

    @Option(help: "The number on which all values depend.")
    var seed: UInt64 = 0

    @Option(
        name: .shortAndLong,
        help: .value("folder", "Where the folders go."),
        completion: .directory
    )
    var output: String

    @Flag(help: "Replace existing checkpoints.")
    var force = false

    @Flag(name: .shortAndLong, help: "Print errors only.")
    var quiet = false

    func validate() throws {
        guard (1...255).contains(models) else { throw ValidationError("--models: 1 to 255") }
        guard (0...90).contains(angle ?? 0) else { throw ValidationError("--angle: 0 to 90") }
    }

    func run() throws {
        let family = SyntheticFamily(
            architecture: shape,
            modelCount: models,
            angle: angle,
            type: dtype.type,
            layout: layout,
            seed: seed
        )
        let progress = ProgressLine(isQuiet: quiet)
        try progress.during {
            try family.write(to: output, OutputPolicy(replaces: force)) { progress.show($0) }
        }
        if quiet { return }
        try StandardOutput.print(
            """
            \(output): \(family.folderNames.joined(separator: ", ")), each \
            \(shape.parameterCount.grouped) elements, \(family.byteCount.byteText) in all
            """
        )
    }
}
