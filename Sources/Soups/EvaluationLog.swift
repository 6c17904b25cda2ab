internal import EvaluationResults
package import SystemFiles
package import TextFormats

/// The accuracies that a run has measured so far, in a file that lets a later run go on.
///
/// The file is one of results, a row to every soup that was measured, so that it can be plotted
/// too. Each row says under `measured` on what it was measured and of which files its members were;
/// a run uses a row only where all of that is still so.
package final class EvaluationLog {
    private let path: String
    private let dataSet: String
    private let conditions: [JSONMember]
    private let files: [UTF8Key: JSONValue]
    private var known: [Mixture: Double] = [:]

    /// The members of a soup and their weights, nil for plain averages.
    private struct Mixture: Hashable {
        let members: [UTF8Key]
        let weights: [Double]?

        init(_ members: [String], _ weights: [Double]?) {
            (self.members, self.weights) = (members.map(UTF8Key.init), weights)
        }
    }

    /// What was passed over in the file, for a person to read.
    package private(set) var warnings: [String] = []

    /// Opens a log, which need not be there yet.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - dataSet: The key under which held-out accuracies are.
    ///   - conditions: On what accuracies are measured, and how.
    ///   - files: What tells the files of a model, by its short name, from others of that name.
    /// - Throws: `FileError`.
    package init(
        _ path: String,
        dataSet: String,
        conditions: [JSONMember] = [],
        files: [UTF8Key: JSONValue] = [:]
    ) throws(FileError) {
        self.path = path
        self.dataSet = dataSet
        self.conditions = conditions
        self.files = files
        var file: EvaluationResultFile?
        do throws(FileError) { file = try .read(path) } catch {
            guard error.code == .missing else { throw error }
        }
        warnings = file?.warnings ?? []
        take(file?.results ?? [])
    }

    /// Takes the rows that were measured as this run measures, and warns once of others.
    private func take(_ results: [EvaluationResult]) {
        var others: [(name: String, mixture: Mixture)] = []
        for result in results {
            guard let members = result.members, let accuracy = result[dataSet] else { continue }
            let mixture = Mixture(members, result.weights)
            if result.detail("measured") == measured(members) {
                known[mixture] = accuracy
            } else if members.allSatisfy({ files[UTF8Key($0)] != nil }) {
                others.append((Self.name(of: members, result.weights), mixture))
            }
        }
        guard let first = others.first(where: { known[$0.mixture] == nil }) else { return }
        let count = Set(others.map(\.mixture)).count { known[$0] == nil }
        let rows = count == 1 ? "the row" : "\(count) rows, the first one"
        warnings.append(
            "\(path): \(rows) of '\(first.name)', is of other images, settings or files "
                + "of the models; measured anew"
        )
    }

    /// The accuracy of a soup, measured only where the log does not know it.
    ///
    /// - Parameters:
    ///   - members: The short names of the ingredients, in their order.
    ///   - weights: Their weights; nil for the plain average.
    ///   - measure: Measures it.
    /// - Returns: A fraction.
    /// - Throws: What `measure` throws; `FileError` when the log cannot be written.
    package func accuracy(
        of members: [String],
        weights: [Double]? = nil,
        measure: () throws -> Double
    ) throws -> Double {
        let mixture = Mixture(members, weights)
        if let accuracy = known[mixture] { return accuracy }
        let accuracy = try measure()
        known[mixture] = accuracy
        let numbers = weights.map { JSONValue.array($0.map(JSONValue.number)) }
        let result = EvaluationResult(
            modelName: Self.name(of: members, weights),
            accuracies: [.init(dataSet, accuracy)],
            details: [JSONMember("members", .array(members.map(JSONValue.string)))]
                + (numbers.map { [JSONMember("weights", $0)] } ?? [])
                + [JSONMember("measured", measured(members))]
        )
        try EvaluationResultFile.append(result, to: path)
        return accuracy
    }

    /// Whether the log knows the accuracy of a soup.
    package func knows(_ members: [String], weights: [Double]? = nil) -> Bool {
        known[Mixture(members, weights)] != nil
    }

    private func measured(_ members: [String]) -> JSONValue {
        let files = members.map { self.files[UTF8Key($0)] ?? JSONValue.null }
        return .object(conditions + [JSONMember("files", .array(files))])
    }

    private static func name(of members: [String], _ weights: [Double]?) -> String {
        let factors = weights?.map { JSONValue.number($0).text() + " " }
        return members.enumerated().map { (factors?[$0] ?? "") + $1 }.joined(separator: " + ")
    }
}

extension EvaluationResult {
    /// The short names of a soup's ingredients, where the row says them.
    fileprivate var members: [String]? {
        guard case .array(let values)? = detail("members") else { return nil }
        let names = values.compactMap(\.string)
        return names.count == values.count ? names : nil
    }

    /// Their weights, where the row says them.
    fileprivate var weights: [Double]? {
        guard case .array(let values)? = detail("weights") else { return nil }
        return values.compactMap(\.number)
    }
}
