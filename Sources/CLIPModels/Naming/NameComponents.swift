/// The parts of a tensor's name between its dots.
struct NameComponents {
    private let parts: [Substring]
    /// The position of the block's number.
    private let number: Int?

    init(_ name: String) {
        // Not by characters: a mark that combines with a dot is a byte like any other.
        parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .map(Substring.init)
        number = Self.blockNumber(in: parts)
    }

    /// The position at which the names of a dialect begin: behind all prefixes.
    var root: Int? {
        parts.indices.first {
            Self.roots.contains(parts[$0]) || Self.isTextBlocks(parts[$0...])
        }.map { parts[$0] == "text" ? $0 + 1 : $0 }
    }

    func text(from position: Int) -> String { parts[position...].joined(separator: ".") }

    var tower: TensorPlace.Tower {
        if parts.contains(where: { Self.visionRoots.contains($0) }) { return .vision }
        return root == nil ? .unknown : .text
    }

    /// Whether the tensor belongs to a classification head.
    var isHead: Bool {
        parts.contains { $0 == HeadNames.ofNormalisedFeatures || $0 == HeadNames.ofFeatures }
    }

    /// Whether it holds a number that programs compute or know by themselves.
    var isConstant: Bool { parts.last.map { Self.constants.contains($0) } ?? false }

    /// Whether it is an embedding, or the normalisation before the blocks.
    var precedesBlocks: Bool {
        parts.contains { $0.hasSuffix("embedding") || Self.beforeBlocks.contains($0) }
    }

    /// The number of the block.
    var block: Int? { number.flatMap { Int(parts[$0]) } }

    func text(inBlock block: Int) -> String {
        var parts = parts
        if let number { parts[number] = "\(block)" }
        return parts.joined(separator: ".")
    }

    private static func blockNumber(in parts: [Substring]) -> Int? {
        parts.indices.dropLast().first { position in
            let isList =
                parts[position] == "resblocks"
                || parts[position] == "layers" && position > 0 && parts[position - 1] == "encoder"
            return isList && Int(parts[position + 1]).map(blockNumbers.contains) == true
        }.map { $0 + 1 }
    }

    /// `transformer` alone begins the names of many models.
    private static func isTextBlocks(_ parts: ArraySlice<Substring>) -> Bool {
        parts.prefix(2).elementsEqual(["transformer", "resblocks"])
    }

    /// Greater numbers in a file are no blocks: no loop may run as long as a file says.
    private static let blockNumbers = 0..<10_000

    private static let visionRoots = beginnings(of: KeyMapRow.all.filter { $0.tower == .vision })
    private static let roots =
        beginnings(of: KeyMapRow.all).subtracting(["transformer"])
        .union(["text", "logit_bias"])

    /// The first components of all names in rows of the table.
    private static func beginnings(of rows: [KeyMapRow]) -> Set<Substring> {
        let names = rows.flatMap { [$0.correspondence.openAI] + $0.correspondence.huggingFace }
        return Set(names.map { $0.prefix { $0 != "." } })
    }

    private static let beforeBlocks: Set<Substring> = [
        "embeddings", "conv1", "ln_pre", "pre_layrnorm", "pre_layernorm",
    ]

    /// Hugging Face's older files hold the first, OpenAI's archives the others.
    private static let constants: Set<Substring> = [
        "position_ids", "input_resolution", "context_length", "vocab_size",
    ]
}
