internal import EvaluationResults
internal import MergeEngine
package import SystemFiles
internal import TextFormats

/// Accuracies that were measured before.
package struct KnownScores: Sendable {
    private let file: EvaluationResultFile
    private let path: String

    /// What was passed over in the file, for a person to read.
    package var warnings: [String] { file.warnings }

    /// Reads a file of results.
    ///
    /// - Throws: `FileError`.
    package init(_ path: String) throws(FileError) {
        file = try .read(path)
        self.path = path
    }

    /// The accuracy of a model, found by its whole path or by its short name.
    ///
    /// - Throws: `SoupError.missingScore`.
    package func score(of model: String, on dataSet: String) throws(SoupError) -> Double {
        let names = [model, ModelName.of(model)]
        let rows = names.compactMap { name in file.results.first { $0.modelName.isExactly(name) } }
        guard let score = rows.compactMap({ $0[dataSet] }).first else {
            throw .missingScore(model: ModelName.of(model), dataSet: dataSet, file: path)
        }
        return score
    }
}
