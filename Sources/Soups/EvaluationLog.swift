public import EvaluationResults

/// The accuracies that a run has measured so far, in a file that lets a later run go on.
///
/// The file is one of results, a row to every soup that was measured, so that it can be plotted
/// too.
public final class EvaluationLog {
    private let path: String
    private let dataSet: String
    private var known: [String: Double] = [:]

    /// What was passed over in the file, for a person to read.
    public let warnings: [String]

    /// Opens a log, which need not be there yet.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - dataSet: The key under which held-out accuracies stand.
    /// - Throws: `EvaluationResultsError`.
    public init(_ path: String, dataSet: String) throws(EvaluationResultsError) {
        self.path = path
        self.dataSet = dataSet
        var file: EvaluationResultFile?
        do throws(EvaluationResultsError) { file = try .read(path) } catch {
            guard error.code == .missing else { throw error }
        }
        warnings = file?.warnings ?? []
        for result in file?.results ?? [] { known[result.modelName] = result[dataSet] }
    }

    /// The accuracy of a soup, measured only where the log does not know it.
    ///
    /// - Parameters:
    ///   - members: The short names of the ingredients, in their order.
    ///   - measure: Measures it.
    /// - Returns: A fraction.
    /// - Throws: What `measure` throws; `EvaluationResultsError` when the log cannot be written.
    public func accuracy(of members: [String], measure: () throws -> Double) throws -> Double {
        let name = members.joined(separator: " + ")
        if let accuracy = known[name] { return accuracy }
        let accuracy = try measure()
        known[name] = accuracy
        let members = JSONMember("members", .array(members.map(JSONValue.string)))
        let result = EvaluationResult(
            modelName: name,
            accuracies: [.init(dataSet, accuracy)],
            details: [members]
        )
        try EvaluationResultFile.append(result, to: path)
        return accuracy
    }
}
