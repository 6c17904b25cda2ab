internal import ArgumentParser
internal import Checkpoints
internal import ShapeImages
internal import TextFormats

extension ImageSet: ExpressibleByArgument {}

struct DrawCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draw",
        abstract:
            "Draws labelled images of geometric shapes, to train and to evaluate small models.",
        discussion: """
            Ten classes, 32 x 32 pixels, on noisy ground. The sets noise, blur, contrast, dark and \
            colour show the scenes of clean under a shift; train and held-out show others. The \
            same seed gives the same bytes on every machine. Example:

              stockpot draw --set clean --count 100 -o clean.safetensors
            """
    )

    @Option(help: "What the images show.")
    var set: ImageSet = .clean

    @Option(help: .value("n", "The number of images."))
    var count = 1000

    @Option(help: "The number on which all pixels depend.")
    var seed: UInt64 = 0

    @Option(
        name: .shortAndLong,
        help: .value(
            "file",
            "The safetensors file: images [n, 32, 32, 3] and labels [n]."
        ),
        completion: .file()
    )
    var output: String

    @Flag(help: "Replace an existing file.")
    var force = false

    @Flag(name: .shortAndLong, help: "Print errors only.")
    var quiet = false

    func validate() throws {
        guard (1...10_000_000).contains(count) else {
            throw ValidationError("--count: 1 to 10000000")
        }
    }

    func run() throws {
        let progress = ProgressLine(isQuiet: quiet)
        try progress.during {
            try ShapeImages(set, seed: seed).write(to: output, count: count, .init(replaces: force))
            {
                progress.show($0)
            }
        }
        if quiet { return }
        try StandardOutput.print(
            """
            \(output): \(count.grouped) images of \(ShapeImage.classNames.count) shapes, \
            set \(set.rawValue), seed \(seed)
            """
        )
    }
}
