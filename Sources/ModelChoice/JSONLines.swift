internal import TextFormats

/// Objects of JSON, one to a line, as commands print them with `--json`.
enum JSONLines {
    /// Reads the lines that are not empty.
    ///
    /// - Throws: `ModelChoiceError.data` that names the line of what is not JSON or lacks a member.
    static func values<Value: Decodable>(
        _ bytes: [UInt8],
        path: String,
        as type: Value.Type
    ) throws(ModelChoiceError) -> [Value] {
        var values: [Value] = []
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() where !line.allSatisfy({ $0 <= 0x20 }) {
            let place = "\(path):\(number + 1)"
            do {
                values.append(try JSONValue(Array(line), "the line").decoded(as: type))
            } catch let error as JSONError {
                throw .data(path: place, reason: error.message)
            } catch let error as JSONMismatch {
                throw .data(path: place, reason: error.message)
            } catch { throw .data(path: place, reason: "cannot be read") }
        }
        return values
    }
}
