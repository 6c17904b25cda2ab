internal import EvaluationResults
package import SystemFiles
package import TextFormats

/// The accuracies on several tasks that a search has measured so far, in a file that lets a later run go on.
///
/// The file is one of results. Each row says under `measured` what was measured and on what; a run uses
/// a row only where all of that is still so.
package final class TuningLog {
    private let path: String
    private let tasks: [String]
    private let conditions: JSONValue
    private var known: [UTF8Key: [Double]] = [:]

    /// What was passed over in the file, for a person to read.
    package private(set) var warnings: [String] = []

    /// Opens a log, which need not be there yet.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - tasks: The keys of accuracies.
    ///   - conditions: On what accuracies are measured, and of which files.
    /// - Throws: `FileError`.
    package init(_ path: String, tasks: [String], conditions: JSONValue) throws(FileError) {
        (self.path, self.tasks, self.conditions) = (path, tasks, conditions)
        var file: EvaluationResultFile?
        do throws(FileError) { file = try .read(path) } catch {
            guard error.code == .missing else { throw error }
        }
        warnings = file?.warnings ?? []
        var others = 0
        for result in file?.results ?? [] {
            guard case .object(let members)? = result.detail("measured"),
                let what = members.first(where: { $0.key == "what" })?.value.string
            else { continue }
            let values = result.accuracies.map(\.top1)
            if result.detail("measured") == measured(what) {
                known[UTF8Key(what)] = values
            } else {
                others += 1
            }
        }
        if others > 0 {
            warnings.append(
                "\(path): \(others) rows are of other images, heads or files of the models and do not count"
            )
        }
    }

    /// Whether the log knows the accuracies of something.
    package func knows(_ what: String) -> Bool { known[UTF8Key(what)] != nil }

    /// The accuracies of something, measured only where the log does not know them.
    ///
    /// - Parameters:
    ///   - what: What tells it from all else: a recipe's text, or a model.
    ///   - name: What the row calls it.
    ///   - names: The tasks on which it is measured; nil for all.
    ///   - measure: Measures it.
    /// - Returns: Fractions, in the order of the tasks.
    /// - Throws: What `measure` throws; `FileError` when the log cannot be written.
    package func accuracies(
        of what: String,
        named name: String,
        on names: [String]? = nil,
        measure: () throws -> [Double]
    ) throws -> [Double] {
        if let values = known[UTF8Key(what)] { return values }
        let values = try measure()
        known[UTF8Key(what)] = values
        let result = EvaluationResult(
            modelName: name,
            accuracies: zip(names ?? tasks, values).map { .init($0, $1) },
            details: [JSONMember("measured", measured(what))]
        )
        try EvaluationResultFile.append(result, to: path)
        return values
    }

    private func measured(_ what: String) -> JSONValue {
        .object([JSONMember("what", .string(what)), JSONMember("conditions", conditions)])
    }
}
