internal import ArgumentParser
internal import Checkpoints
internal import Evaluation
internal import MergeEngine
internal import Soups
internal import Synchronization
internal import TextFormats
internal import Workers

/// How accuracies are measured.
struct EvaluatorOptions: ParsableArguments {
    @Option(
        help: .value(
            "command",
            "A program that prints the accuracy of a model as a number from 0 to 1, instead of "
                + "running models here.",
            discussion: """
                {checkpoint} stands for the model and {data} for the data set's folder. The \
                command is split at spaces; no shell reads it. Merges are written for it in TMPDIR: \
                a folder where the first input is one, else a file.
                """
        )
    )
    var evaluator: String?

    @Option(help: .value("seconds", "How long one run of the program may take."))
    var timeout = 3600.0

    @OptionGroup var reading: DataSetReading
    @OptionGroup var vision: VisionArguments

    func validate() throws {
        guard timeout > 0, timeout <= 1e9 else {
            throw ValidationError("--timeout: a positive number of seconds")
        }
        guard evaluator == nil || reading.isStandard else {
            throw ValidationError(
                "--labels, --limit and --objectnet-crop say how images are read here; with "
                    + "--evaluator the program reads them"
            )
        }
    }

    /// Opens data sets, where they are read here, before hours of work on the first of them.
    func open(_ folders: [DataSetFolder]) throws -> [DataSetFolder: DataSet] {
        guard evaluator == nil else { return [:] }
        let pairs = try folders.map { ($0, try reading.dataSet($0.name, at: $0.path)) }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    /// The evaluator that is asked for.
    ///
    /// - Parameters:
    ///   - dataSets: What `open` gave for all data sets that it is asked about.
    ///   - pyTorch: How the file of a head is read.
    ///   - options: How it uses the machine.
    ///   - progress: Told how far the model at hand has come, where models are run here.
    /// - Returns: The evaluator.
    /// - Throws: `SoupError.command` for a command that cannot be used.
    func makeEvaluator(
        _ dataSets: [DataSetFolder: DataSet],
        pyTorch: PyTorchOptions,
        _ options: ExecutionOptions,
        progress: @escaping ProgressListener
    ) throws -> any AccuracyEvaluator {
        guard let evaluator else {
            return CLIPEvaluator(
                try vision.options(threads: options.threads, pyTorch: pyTorch),
                dataSets: dataSets,
                options: options,
                progress: progress,
                willMeasure: Self.warnOnce
            )
        }
        return try ProgramEvaluator(evaluator, timeout: .seconds(timeout), options: options)
    }

    /// Says what is assumed of the first model; the others are made of the same files.
    @Sendable private static func warnOnce(_ model: CLIPModel) {
        let notes = model.warnings
        let isFirst = hasWarned.withLock { told in
            defer { told = told || !notes.isEmpty }
            return !told
        }
        if isFirst { for note in notes { StandardError.print("warning: \(note)") } }
    }
}

/// Whether this process has said what is assumed of models.
private let hasWarned = Mutex(false)
