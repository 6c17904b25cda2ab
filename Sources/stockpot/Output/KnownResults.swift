internal import EvaluationResults
internal import SystemFiles
internal import TextFormats

/// What a file of results holds already.
enum KnownResults {
    /// Refuses names that a file of results has rows of: better now than after the work.
    ///
    /// What a pipe has had is not known.
    ///
    /// - Returns: Warnings about the file, which need not be there yet.
    static func refuse(_ names: [String], in path: String) throws -> [String] {
        guard FileSystem.exists(path), !OutputStream.isNamed(by: path) else { return [] }
        let file = try EvaluationResultFile.read(path)
        let known = Set(file.results.map { UTF8Key($0.modelName) })
        if let name = names.first(where: { known.contains(UTF8Key($0)) }) {
            throw FileError(.exists, path, "holds a result of \(name) already; name another file")
        }
        return file.warnings
    }
}
