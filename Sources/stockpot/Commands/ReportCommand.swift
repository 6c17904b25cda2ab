internal import ArgumentParser
internal import Checkpoints
internal import MergeEngine
internal import ReportPages
internal import SystemFiles
internal import TextFormats

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Makes a page of reports of merges: recipe, warnings, chart, tables of layers.",
        discussion: """
            The page needs no network and no other file. Example:

              stockpot merge --base pretrained -o merged model_0 model_1 --report report.json
              stockpot report report.json -o report.html

            Several reports, as of the merges of a batch, are shown side by side.
            """
    )

    @Argument(help: "What 'merge --report' wrote, or 'angles --json' printed.", completion: .file())
    var reports: [String]

    @Option(name: .shortAndLong, help: .value("file.html", "The page."), completion: .file())
    var output: String

    @Flag(help: "Replace an existing page.")
    var force = false

    func run() throws {
        let file = try TextFile(output, OutputPolicy(replaces: force), keeping: reports)
        try file.write(ReportPage(try reports.map(ReportFile.read)).html)
    }
}

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
