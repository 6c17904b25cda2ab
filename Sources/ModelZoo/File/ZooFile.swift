package import SystemFiles
internal import TextFormats

/// A file of records, one JSON object to a line, to which lines are only added.
package struct ZooFile: Sendable {
    /// The records of the kinds that are known, in the order of the lines.
    package let records: [ZooRecord]
    /// The number of the last line where it was cut short while it was written; it is left out.
    package let tornLine: Int?
    /// The bytes of all whole lines.
    let wholeByteCount: Int
    /// Whether the last whole line lacks its end.
    private let lacksEnd: Bool

    /// Reads a file.
    ///
    /// A last line that has no end and is not JSON was cut short: it is left out, and `tornLine` tells
    /// its number.
    ///
    /// - Throws: `FileError` that names the file and the line: `missing`, or `malformed` for what is not
    ///   a record.
    /// - Complexity: O(bytes) time and memory.
    package static func read(_ path: String) throws(FileError) -> ZooFile {
        try ZooFile(FileContents.read(path, limit: .max >> 1, acceptsPipe: true), path: path)
    }

    /// Adds records at the end of a file, which is made when it is not there.
    ///
    /// The lines are one single write, forced to the disk before the call returns; processes that add to
    /// the same file wait for each other. What is there is checked first.
    ///
    /// - Parameters:
    ///   - records: The records.
    ///   - path: The file.
    ///   - repairing: Whether a last line that was cut short is removed.
    /// - Throws: `FileError` when the file cannot be written or holds something else; `TornZooError` when
    ///   its last line was cut short and is not to be removed.
    /// - Complexity: O(bytes of the file).
    package static func append(
        _ records: [ZooRecord],
        to path: String,
        repairing: Bool = false
    ) throws {
        let appended = try AppendedFile(path, .exclusive, isDurable: true)
        let contents = try appended.contents()
        let file = try ZooFile(contents, path: path)
        if let line = file.tornLine {
            guard repairing else { throw TornZooError(path: path, line: line) }
            try appended.shorten(to: file.wholeByteCount)
        }
        guard !records.isEmpty else { return }
        let start = file.lacksEnd ? "\n" : ""
        try appended.append(Array((start + records.map { $0.line + "\n" }.joined()).utf8))
    }

    init(_ bytes: [UInt8], path: String) throws(FileError) {
        var reading = Reading(path: path)
        var start = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            _ = try reading.add(bytes[start..<end], hasEnd: true)
            start = end + 1
        }
        let isWhole = try reading.add(bytes[start...], hasEnd: false)
        records = reading.records
        tornLine = isWhole ? nil : reading.line
        wholeByteCount = isWhole ? bytes.count : start
        lacksEnd = isWhole && start < bytes.count
    }
}

/// A zoo whose last line was cut short while it was written.
package struct TornZooError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file.
    package let path: String
    /// The number of the line.
    package let line: Int

    /// One line that says what is wrong.
    package var description: String {
        "\(PrintableText.escaped(path)):\(line): the last line was cut short while it was written"
    }
}

/// A zoo while its lines are read.
private struct Reading {
    let path: String
    private(set) var records: [ZooRecord] = []
    private(set) var line = 0

    init(path: String) { self.path = path }

    /// Adds a line; returns false for one that was cut short.
    mutating func add(_ bytes: ArraySlice<UInt8>, hasEnd: Bool) throws(FileError) -> Bool {
        line += 1
        guard bytes.contains(where: { !JSONScanner.isWhitespace($0) }) else { return true }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(Array(bytes), "the line", limits: JSONLimits(nestingDepth: 8))
        } catch {
            guard !hasEnd else { throw failure("byte \(error.offset + 1): \(error.message)") }
            return false
        }
        guard let members = value.members else { throw failure("is not a JSON object") }
        do throws(ZooLineError) {
            if let record = try ZooRecord(members) { records.append(record) }
        } catch { throw failure(error.message) }
        return true
    }

    private func failure(_ message: String) -> FileError {
        FileError(.malformed, path, message, line: line)
    }
}
