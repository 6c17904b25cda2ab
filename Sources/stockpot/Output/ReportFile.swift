internal import MergeEngine

/// The report of a merge as a file.
enum ReportFile {
    static func write(_ report: MergeReport, to path: String) throws {
        try TextFile.write(try JSONText.text(report) + "\n", to: path)
    }
}
