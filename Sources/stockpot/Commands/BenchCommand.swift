internal import ArgumentParser
internal import FoundationEssentials
internal import MergeBenchmark
internal import SyntheticCheckpoints
internal import SystemFiles
internal import TextFormats

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures merges on this machine: copy floor, naive, engine, mergekit.",
        discussion: """
            Example:

              stockpot bench --shape tiny --runs 1

            The contestants take turns on the same inputs, each as a whole process; their outputs \
            are compared, and exit status 1 says that they do not agree. The floor reads every \
            input and copies the base with cat and cp. The naive reference runs once on large \
            shapes: it is written for clarity and takes minutes. A signal ends the program that runs, and \
            nothing is left.
            """
    )

    @Option(help: "The architecture of the inputs.")
    var shape: SyntheticArchitecture = .vitB32

    @Option(help: .value("n", "The number of models, not counting the base."))
    var models = 2

    @Option(help: "The type of all elements.")
    var dtype: FloatingPointName = .f32

    @Option(help: "The threads of engine and peer. (default: one per core)")
    var threads: Int?

    @Option(help: .value("n", "How often each contestant is measured."))
    var runs = 5

    @Option(
        help: .value(
            "program",
            "Where a folder for inputs and outputs is made, and removed at the end. (default: "
                + "TMPDIR, or /tmp)"
        ),
        completion: .directory
    )
    var folder: String?

    @Flag(help: "Leave out the naive reference, and with it the check of the engine's output.")
    var skipNaive = false

    @Flag(help: "Measure the forward pass instead, in images per second.")
    var evaluate = false

    @Option(help: .value("n", "The images in a batch, with --evaluate."))
    var batch = 32

    @Flag(
        help: """
            Measure a peer too, on the PATH or given by --peer-program: mergekit-pytorch, or \
            compare-pytorch with --evaluate.
            """
    )
    var peer = false

    @Option(
        help: "The program to measure as mergekit-pytorch, or as compare-pytorch with --evaluate.",
        completion: .file()
    )
    var peerProgram: String?

    @Flag(help: "Force every output to the disk within its run.")
    var durable = false

    @Flag(help: "Drop the inputs from the page cache before every run.")
    var cold = false

    @Flag(help: "Print all samples as JSON.")
    var json = false

    @OptionGroup var tables: TableArguments

    @Flag(name: .shortAndLong, help: "Print errors and the result only.")
    var quiet = false

    func validate() throws {
        guard (2...255).contains(models) else { throw ValidationError("--models: 2 to 255") }
        try CountRange.threads.check(threads, "--threads")
        try CountRange.items.check(runs, "--runs")
        try CountRange.batch.check(batch, "--batch")
    }

    func run() throws { try evaluate ? runForwardPass() : runMerges() }

    private func runForwardPass() throws {
        let progress = ProgressLine(isQuiet: quiet)
        var request = EvaluationRequest()
        request.architecture = shape
        request.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        request.batch = batch
        request.runs = runs
        request.folder = folder
        request.peer = peerProgram ?? (peer ? "compare-pytorch" : nil)
        let report = try progress.during {
            try Interruption.during { cancellation in
                try EvaluationBenchmark(request, cancellation: cancellation) { progress.show($0) }
                    .run()
            }
        }
        try StandardOutput.print(json ? try JSONText.text(report) : EvaluationText.text(report))
    }

    private func runMerges() throws {
        let progress = ProgressLine(isQuiet: quiet)
        let report = try progress.during {
            try Interruption.during { cancellation in
                try BenchmarkRunner(request(), cancellation: cancellation) { progress.show($0) }
                    .run()
            }
        }
        try json
            ? StandardOutput.print(JSONText.text(report)) : tables.print(BenchmarkText.text(report))
        if !report.outputsAgree { throw ExitCode(ExitStatus.checkFailed.rawValue) }
    }

    private func request() throws -> BenchmarkRequest {
        // The link has another meaning in the processes that will use the path.
        guard let program = FileSystem.linkTarget(of: "/proc/self/exe") else {
            throw FileError(.missing, "/proc/self/exe", "does not lead to this program")
        }
        var request = BenchmarkRequest(program: program)
        request.architecture = shape
        request.modelCount = models
        request.type = dtype.type
        request.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        request.runs = runs
        request.folder = folder
        request.skipsNaive = skipNaive
        request.peer = peerProgram ?? (peer ? "mergekit-pytorch" : nil)
        request.isDurable = durable
        request.isCold = cold
        return request
    }
}

/// A benchmark of the forward pass for people.
enum EvaluationText {
    /// The machine, and images per second.
    static func text(_ report: EvaluationReport) -> PrintableText {
        let machine = report.machine
        var lines = [
            "machine   \(machine.processor), \(machine.cores.counted("core"))",
            """
            BLAS      \(machine.blasLibrary), kernels for \(machine.blasCore), \
            OPENBLAS_CORETYPE \(machine.coreTypeVariable ?? "not set")
            """,
            """
            forward   \(report.shape) at \(report.imageSize) pixels, f32, batches of \(report.batch), \
            \(report.threads.counted("thread")), \(report.bytesPerThread.byteText) of activations each
            """, "",
            line("stockpot", report.median, report.imagesPerSecond),
        ]
        if !report.peerImagesPerSecond.isEmpty {
            lines.append(line("peer", report.peerMedian, report.peerImagesPerSecond))
            let ratio = report.medianRatio.text(significant: 3)
            lines.append("")
            lines.append(
                report.imagesPerSecond.count > 1
                    ? "median ratio of the rounds: \(ratio)"
                    : "one round gives no ratio: --runs 2 or more"
            )
        }
        return PrintableText(lines: lines)
    }

    private static func line(_ name: String, _ median: Double, _ samples: [Double]) -> String {
        let (least, most) = (samples.min() ?? .nan, samples.max() ?? .nan)
        let range = "\(least.text(significant: 3)) - \(most.text(significant: 3))"
        let padded = name + String(repeating: " ", count: max(10 - name.count, 1))
        return
            "\(padded)\(median.text(significant: 3)) images/s, \(range) in \(samples.count.counted("round"))"
    }
}
