internal import FoundationEssentials
internal import MergeEngine
internal import TextFormats

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
        let value: JSONValue
        do throws(JSONError) { value = try JSONValue(Array(data), "the report") } catch {
            throw ReportFileError(path, "byte \(error.offset + 1): \(error.message)")
        }
        do throws(JSONMismatch) { return try value.decoded(as: MergeReport.self) } catch {
            throw ReportFileError(path, "is not a report of a merge: \(error.message)")
        }
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
