internal import Checkpoints
internal import TextFormats

/// The names of a CLIP's tensors: what OpenAI and Hugging Face call the same numbers, where they
/// are in the network, and what they do there.
///
/// A bijection: every name of either side belongs to one correspondence at most, and no name means
/// different tensors in the two dialects.
public enum KeyMap {
    /// The correspondence to which a name belongs, or nil.
    ///
    /// - Parameters:
    ///   - name: A tensor's name, without prefix.
    ///   - dialect: The naming that the name belongs to.
    /// - Returns: The correspondence, with the number of the name's block filled in.
    /// - Complexity: O(length of the name).
    public static func correspondence(of name: String, in dialect: Dialect) -> KeyCorrespondence? {
        guard let (pattern, number) = pattern(of: name),
            let row = rows[UTF8Key(pattern)]?.row,
            row.correspondence.names(in: dialect).contains(pattern)
        else { return nil }
        return row.correspondence.numbered(number)
    }

    /// The row to which a name of either dialect belongs, and which of its parts it is there.
    static func row(of name: String) -> (row: KeyMapRow, part: Int)? {
        pattern(of: name).flatMap { rows[UTF8Key($0.pattern)] }
    }

    /// The name with the block's number replaced by `#`, and the number.
    private static func pattern(of name: String) -> (pattern: String, number: String)? {
        var parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let numbers = parts.indices.filter { isNumber(parts[$0]) }
        guard let place = numbers.first else { return name.contains("#") ? nil : (name, "") }
        guard numbers.count == 1, !name.contains("#") else { return nil }
        let number = parts[place]
        parts[place] = "#"
        return (parts.joined(separator: "."), number)
    }

    /// Whether a text is a number as these names spell it, so that `01` and `1` stay apart.
    private static func isNumber(_ text: String) -> Bool {
        (1...9).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && (text.utf8.first != 0x30 || text.utf8.count == 1)
    }

    private static let rows: [UTF8Key: (row: KeyMapRow, part: Int)] = {
        let pairs = KeyMapRow.all.flatMap { row in
            [Dialect.openAI, .huggingFace].flatMap { dialect in
                row.correspondence.names(in: dialect).enumerated().map { part, name in
                    (UTF8Key(name), (row: row, part: part))
                }
            }
        }
        return Dictionary(pairs) { first, _ in first }
    }()
}
