internal import Checkpoints
internal import Yams

/// Reads YAML text into values that know their lines.
public enum YAMLReader {
    /// The documents of a text.
    ///
    /// Anchors, aliases and merge keys (`<<`) are resolved. Refused are: text that is no YAML,
    /// keys that stand twice or are no text, and whatever goes beyond the limits (1 MiB, 64
    /// levels, 100,000 values, 30 aliases).
    ///
    /// - Parameters:
    ///   - text: The whole file.
    ///   - path: The file, for messages.
    /// - Returns: The root of each document; empty documents are left out.
    /// - Throws: `RecipeError` with the line.
    /// - Complexity: O(length), within the limits.
    public static func documents(of text: String, path: String) throws(RecipeError) -> [YAMLNode] {
        try checkSize(text, path)
        try checkAliases(text, path)
        let composed = try compose(text, path)
        var conversion = YAMLConversion(path: path)
        var documents: [YAMLNode] = []
        for node in composed { documents.append(try conversion.convert(node, depth: 1)) }
        return documents.filter { !$0.isNull }
    }

    private static func checkSize(_ text: String, _ path: String) throws(RecipeError) {
        guard text.utf8.count <= YAMLLimits.byteCount else {
            throw RecipeError(
                path: path,
                line: nil,
                "is longer than \(YAMLLimits.byteCount) bytes, and no recipe needs so much"
            )
        }
    }

    /// Counts what may be an alias: an asterisk before a letter, at the start of a word.
    ///
    /// The parser itself compares keys, and would walk every alias of every alias to do so: the
    /// bound has to hold before it starts. Asterisks in comments count as well.
    private static func checkAliases(_ text: String, _ path: String) throws(RecipeError) {
        let openers = Set(" \t\r\n[]{},:?-!\"'".utf8)
        var (count, line, previous) = (0, 1, UInt8(ascii: "\n"))
        var isPending = false
        for byte in text.utf8 {
            if isPending, byte > UInt8(ascii: " "), byte != UInt8(ascii: "*") { count += 1 }
            isPending = byte == UInt8(ascii: "*") && openers.contains(previous)
            if byte == UInt8(ascii: "\n") { line += 1 }
            previous = byte
            guard count <= YAMLLimits.aliasCount else {
                throw RecipeError(
                    path: path,
                    line: line,
                    "has more than \(YAMLLimits.aliasCount) aliases; write the values out"
                )
            }
        }
    }

    private static func compose(_ text: String, _ path: String) throws(RecipeError) -> [Node] {
        // The parser keeps a pointer into the text, which a string of a few bytes does not have.
        let padded = text + String(repeating: "\n", count: 16)
        do {
            let parser = try Parser(
                yaml: padded,
                resolver: .basic,
                constructor: .default,
                encoding: .utf8
            )
            var nodes: [Node] = []
            while let node = try parser.nextRoot() { nodes.append(node) }
            return nodes
        } catch let error as YamlError {
            throw error.recipeError(
                path,
                lineCount: text.split(separator: "\n", omittingEmptySubsequences: false).count
            )
        } catch {
            throw RecipeError(path: path, line: nil, "cannot be read as YAML: \(error)")
        }
    }
}

extension YamlError {
    /// The same in one line, with the parser's own words for what it met.
    ///
    /// The parser may have met it in the padding behind the text: the last line is meant then.
    fileprivate func recipeError(_ path: String, lineCount: Int) -> RecipeError {
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            RecipeError(
                path: path,
                line: min(mark.line, lineCount),
                "is not valid YAML: \(problem)"
            )
        case .reader(let problem, let offset, _, let text):
            RecipeError(
                path: path,
                line: offset.map { text.prefix($0).count { $0.isNewline } + 1 },
                "is not valid YAML: \(problem)"
            )
        case .duplicatedKeysInMapping(let keys, let context):
            RecipeError(
                path: path,
                line: context.mark.line,
                "the key \(PrintableText.quoted(keys.first ?? "")) stands twice in one mapping"
            )
        default: RecipeError(path: path, line: nil, "cannot be read as YAML")
        }
    }
}
