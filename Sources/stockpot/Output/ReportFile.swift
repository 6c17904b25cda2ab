internal import MergeEngine
internal import SystemFiles
internal import TextFormats

/// A merge's report as a file.
enum ReportFile {
    /// Reads a report.
    ///
    /// - Throws: `FileError`.
    static func read(_ path: String) throws(FileError) -> MergeReport {
        let value: JSONValue
        let bytes = try FileContents.read(path, acceptsPipe: true)
        do throws(JSONError) { value = try JSONValue(bytes, "the report") } catch {
            throw FileError(.malformed, path, "byte \(error.offset + 1): \(error.message)")
        }
        do throws(JSONMismatch) { return try value.decoded(as: MergeReport.self) } catch {
            throw FileError(.malformed, path, "is not a report of a merge: \(error.message)")
        }
    }
}
