internal import FoundationEssentials
internal import MergeEngine

/// A merge's report as a file.
enum ReportFile {
    /// Reads a report.
    ///
    /// - Throws: `ReportFileError`.
    static func read(_ path: String) throws(ReportFileError) -> MergeReport {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ReportFileError(
                path,
                "there is no such file, or it may not be read",
                isMissing: true
            )
        }
        do { return try JSONDecoder().decode(MergeReport.self, from: data) } catch {
            throw ReportFileError(path, reason(error))
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            "is no report of a merge: '\(key.stringValue)' is missing\(place(context))"
        case DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context):
            "is no report of a merge: a value of another kind is expected\(place(context))"
        default: "is not JSON"
        }
    }

    private static func place(_ context: DecodingError.Context) -> String {
        let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
        return path.isEmpty ? "" : " at " + path.joined(separator: ".")
    }
}

/// A report that could not be read.
struct ReportFileError: Error, CustomStringConvertible {
    let isMissing: Bool
    private let path: String
    private let reason: String

    init(_ path: String, _ reason: String, isMissing: Bool = false) {
        self.path = path
        self.reason = reason
        self.isMissing = isMissing
    }

    var description: String { "\(path): \(reason)" }
}
