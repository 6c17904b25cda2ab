internal import ArgumentParser
internal import MergeEngine
internal import Soups

/// How accuracies are measured.
struct EvaluatorOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A program that prints the accuracy of a model as a number from 0 to 1, instead of "
                + "running models here.",
            discussion: """
                {checkpoint} stands for the model and {data} for the data set's folder. The \
                command is split at spaces; no shell reads it. Merges are written to temporary \
                files for it, in TMPDIR.
                """,
            valueName: "command"
        )
    )
    var evaluator: String?

    @Option(help: ArgumentHelp("How long one run of the program may take.", valueName: "seconds"))
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

    /// The evaluator that is asked for.
    func makeEvaluator(_ options: ExecutionOptions) throws -> any AccuracyEvaluator {
        guard let evaluator else {
            return CLIPEvaluator(vision: vision, reading: reading, options: options)
        }
        return try ProgramEvaluator(evaluator, timeout: .seconds(timeout), options: options)
    }
}
