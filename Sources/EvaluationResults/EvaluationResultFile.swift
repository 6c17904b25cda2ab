package import SystemFiles
internal import TextFormats

/// A file of results, one JSON object to a line.
package struct EvaluationResultFile: Sendable, Equatable {
    /// The results in the order of the lines; identical lines count once.
    package let results: [EvaluationResult]
    /// What was passed over, for a person to read.
    package let warnings: [String]
    /// The bytes up to the end of the last whole line; the length of the file but for a line that
    /// was cut short.
    let wholeByteCount: Int
    /// Whether the last whole line lacks its end.
    let lacksEnd: Bool

    /// Reads a file of results, in the form of model soups, of wise-ft, or in our own.
    ///
    /// A last line that has no end and is not JSON was cut short while it was written: it is left
    /// out, with a warning. Every other malformed line is an error.
    ///
    /// - Throws: `FileError` that names the file and the line: `missing`, or
    ///   `malformed` for what is not JSON, a percentage, a negative accuracy, a row without a
    ///   name, or two different rows of one model (and one alpha, and one `measured`).
    /// - Complexity: O(bytes) time and memory.
    package static func read(_ path: String) throws(FileError) -> EvaluationResultFile {
        try parse(try FileContents.read(path, acceptsPipe: true), path: path)
    }

    /// Reads what a file of results holds; `path` serves for messages only.
    static func parse(
        _ bytes: [UInt8],
        path: String
    ) throws(FileError) -> EvaluationResultFile {
        var reading = Reading(path: path)
        let bytes = bytes.withoutByteOrderMark
        var start = bytes.startIndex
        for (end, byte) in zip(bytes.indices, bytes) where byte == UInt8(ascii: "\n") {
            try reading.add(bytes[start..<end], hasEnd: true)
            start = end + 1
        }
        let isWhole = try reading.add(bytes[start...], hasEnd: false)
        return EvaluationResultFile(
            results: reading.results,
            warnings: reading.warnings,
            wholeByteCount: isWhole ? bytes.endIndex : start,
            lacksEnd: isWhole && start < bytes.endIndex
        )
    }
}

/// A results file while its lines are read.
private struct Reading {
    let path: String
    private(set) var results: [EvaluationResult] = []
    private(set) var warnings: [String] = []
    private var line = 0
    private var places: [Key: Int] = [:]

    /// What tells results apart.
    private struct Key: Hashable {
        let name: UTF8Key
        let alpha: Double?
        /// On what a log says that it was measured.
        let measured: UTF8Key?
    }

    init(path: String) { self.path = path }

    /// Adds a line; returns false for one that was cut short.
    @discardableResult
    mutating func add(
        _ bytes: ArraySlice<UInt8>,
        hasEnd: Bool
    ) throws(FileError) -> Bool {
        line += 1
        guard bytes.contains(where: { !$0.isSpace }) else { return true }
        let value: JSONValue
        do throws(JSONError) { value = try JSONValue(Array(bytes), "the line") } catch {
            guard !hasEnd else { throw failure("byte \(error.offset + 1): \(error.message)") }
            warnings.append("\(path):\(line): the last line was cut short and is left out")
            return false
        }
        try add(value)
        return true
    }

    private mutating func add(_ value: JSONValue) throws(FileError) {
        guard let members = value.members else { throw failure("is not a JSON object") }
        let result: EvaluationResult?
        do throws(RowError) { result = try EvaluationResult(members) } catch {
            throw failure(error.message)
        }
        guard let result else {
            warnings.append("\(path):\(line): alpha is not a number; the row is left out")
            return
        }
        try insert(result)
    }

    private mutating func insert(_ result: EvaluationResult) throws(FileError) {
        let key = Key(
            name: UTF8Key(result.modelName),
            alpha: result.alpha,
            measured: (result.detail("measured")?.text()).map(UTF8Key.init)
        )
        guard let place = places[key] else {
            places[key] = results.count
            results.append(result)
            return
        }
        guard results[place] == result else {
            let name = JSONValue.string(result.modelName).text()
            throw failure("\(name) is in an earlier line, with other values")
        }
    }

    private func failure(_ message: String) -> FileError {
        FileError(.malformed, path, message, line: line)
    }
}

extension UInt8 {
    fileprivate var isSpace: Bool { [0x20, 0x09, 0x0D].contains(self) }
}
