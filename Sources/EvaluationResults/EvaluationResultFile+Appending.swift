package import SystemFiles

extension EvaluationResultFile {
    /// Adds a result at the end of a file, which is made when it is not there.
    ///
    /// The line is one single write, and it is forced to the disk before the call returns. What a
    /// line that was cut short has left is removed first. Processes that append to the same file
    /// wait for each other. A pipe, a device, and an open file by its number get the line, whatever they
    /// got before.
    ///
    /// - Throws: `FileError` when the file cannot be written, holds something else
    ///   than results, or holds the same model with other values.
    /// - Complexity: O(bytes of the file) time and memory: what is there is checked first.
    package static func append(
        _ result: EvaluationResult,
        to path: String
    ) throws(FileError) {
        guard !OutputStream.isNamed(by: path) else {
            // What is in a pipe cannot be looked at.
            return try OutputStream.append(Array((result.line + "\n").utf8), to: path)
        }
        let appended = try AppendedFile(path, .exclusive, isDurable: true)
        let contents = try appended.contents()
        let file = try parse(contents, path: path)
        let start = file.lacksEnd ? "\n" : ""
        let line = Array((start + result.line + "\n").utf8)
        _ = try parse(contents.prefix(file.wholeByteCount) + line, path: path)
        if file.wholeByteCount < contents.count { try appended.shorten(to: file.wholeByteCount) }
        try appended.append(line)
    }
}
