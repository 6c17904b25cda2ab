internal import ArgumentParser
internal import Calibration
internal import EvaluationResults
internal import MergeEngine
internal import ModelChoice
internal import Soups
internal import TextFormats

/// The predictions of which ensembles are made, and what is reported of them.
struct EnsembleArguments: ParsableArguments {
    @Argument(help: "Files of evaluate --predictions, one for each model.", completion: .file())
    var predictions: [String]

    @Option(help: .value("name", "A data set in the files that is reported; may be repeated."))
    var data: [String] = []

    @Option(help: "What is averaged over models.")
    var average: EnsembleAveraging = .logits

    @Option(
        help: .value(
            "name",
            "Find the temperature on this data set of the files, which is not reported, and give the "
                + "figures at it too."
        )
    )
    var temperatureFrom: String?

    @Flag(help: "Print one JSON record to a line.")
    var json = false

    @OptionGroup var tables: TableArguments

    @Option(
        help: .value("file.jsonl", "Append a line for each row to this file."),
        completion: .file()
    )
    var jsonl: String?

    func validate() throws {
        try ModelList.validate(predictions)
        guard !data.isEmpty else { throw ValidationError("--data NAME: give at least one") }
        guard data.withoutRepeats.count == data.count else {
            throw ValidationError("--data: a name occurs twice")
        }
        if let temperatureFrom, data.containsExactly(temperatureFrom) {
            throw ValidationError(
                "--temperature-from \(temperatureFrom): this data set is reported; find the temperature "
                    + "on held-out images"
            )
        }
    }

    /// What was read: the data sets, and what results call the models.
    struct Inputs {
        let names: [String]
        let sets: [PredictedLogits]
        let temperature: PredictedLogits?
    }

    /// Opens the files.
    func inputs() throws -> Inputs {
        let sets = try data.map { try PredictedLogits(files: predictions, dataSet: $0) }
        let names = try ModelName.distinct(sets[0].models)
        if let jsonl {
            for warning in try KnownResults.refuse(names, in: jsonl) {
                StandardError.print("warning: \(warning)")
            }
        }
        let source = try temperatureFrom.map {
            try PredictedLogits(files: predictions, dataSet: $0)
        }
        return Inputs(names: names, sets: sets, temperature: source)
    }

    /// Measures some of the models together.
    func record(_ members: [Int], _ inputs: Inputs) throws -> CalibrationRecord {
        try CalibrationRecord(
            members,
            names: inputs.names,
            on: inputs.sets,
            averaging: average,
            temperatureFrom: inputs.temperature
        )
    }

    /// Prints records, and how members were chosen, and keeps them.
    func deliver(_ records: [CalibrationRecord], _ choice: EnsembleChoice? = nil) throws {
        if json {
            let first = try choice.map { [try JSONText.text($0)] } ?? []
            let lines = try first + records.map(JSONText.text)
            try StandardOutput.print(PrintableText.joined(lines, separator: "\n"))
        } else {
            let page = EnsembleText.page(records)
            try tables.print(choice.map { $0.page + page } ?? page)
        }
        if let jsonl {
            for record in records { try EvaluationResultFile.append(record.result, to: jsonl) }
        }
    }
}
