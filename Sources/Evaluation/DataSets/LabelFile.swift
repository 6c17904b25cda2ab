internal import Checkpoints
internal import SystemFiles
internal import TextFormats

/// The labels of a flat folder: one line to an image, its file, blanks, and its class as a number.
enum LabelFile {
    /// Reads a file of labels.
    ///
    /// Files are relative to the data set's folder; they may hold blanks, labels may not. Empty
    /// lines are passed over.
    ///
    /// - Returns: The files in byte order of their names.
    /// - Throws: `CheckpointError` when the file cannot be read; `EvaluationError.labelFile` for a
    ///   line without a label, a label that is not one of `DataSet.labels`, a file that occurs twice.
    static func read(_ path: String, folder: String) throws -> [LabelledFile] {
        var labels: [UTF8Key: Int] = [:]
        let text = try FileContents.text(path)
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
            func failure(_ reason: String) -> EvaluationError {
                .labelFile(path: path, line: index + 1, reason: reason)
            }
            guard let (name, label) = entry(line) else {
                let labels = "from 0 to \(DataSet.labels.upperBound)"
                throw failure("is not a file, a blank and a label \(labels)")
            }
            guard labels.updateValue(label, forKey: UTF8Key(name)) == nil else {
                throw failure("\(PrintableText.quoted(name)) occurs twice")
            }
        }
        return labels.sorted { $0.key < $1.key }.map { name, label in
            LabelledFile(path: FileSystem.join(folder, name.text), label: label)
        }
    }

    /// The names of a folder's images that no line names.
    ///
    /// - Throws: `CheckpointError` when the folder cannot be listed.
    static func unlabelled(_ files: [LabelledFile], in folder: String) throws -> [String] {
        let known = Set(files.map { UTF8Key($0.path) })
        return try FileSystem.names(in: folder).filter {
            LabelledFiles.isImage($0) && !known.contains(UTF8Key(FileSystem.join(folder, $0)))
        }
    }

    private static func entry(_ line: Substring) -> (name: String, label: Int)? {
        guard let last = line.lastIndex(where: { !$0.isWhitespace }) else { return nil }
        let text = line[...last]
        guard let gap = text.lastIndex(where: \.isWhitespace),
            let label = Int(text[text.index(after: gap)...]), DataSet.labels.contains(label),
            let end = text[..<gap].lastIndex(where: { !$0.isWhitespace })
        else { return nil }
        return (String(text[...end]), label)
    }
}
