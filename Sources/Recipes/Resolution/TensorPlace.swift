/// Where a tensor stands in a CLIP checkpoint, by its name.
public struct TensorPlace: Sendable, Equatable {
    /// The part of the model.
    public let module: RecipeModule.Name
    /// The number of its block, from 0; nil for a tensor outside the blocks.
    public let block: Int?
    /// Whether data meet it after the blocks; true for all that is no block and no embedding.
    public let followsBlocks: Bool

    /// Places a tensor: blocks are numbered in `resblocks.N` and `encoder.layers.N`.
    ///
    /// Towers are known by `visual` and `vision_model`, heads by `classification_head` and
    /// `classifier`; all else is text.
    public init(_ tensor: String) {
        let parts = tensor.split(separator: ".")
        if parts.contains(where: { $0 == "classification_head" || $0 == "classifier" }) {
            module = .head
        } else if parts.contains(where: { Self.vision.contains($0) }) {
            module = .vision
        } else {
            module = .text
        }
        block = Self.component(in: parts).flatMap { Int(parts[$0]) }
        followsBlocks = block == nil && !parts.contains { Self.isEmbedding($0) }
    }

    /// The name that a block's tensor has in another block.
    ///
    /// - Returns: The name with the other number; the name itself outside the blocks.
    public static func name(of tensor: String, inBlock block: Int) -> String {
        var parts = tensor.split(separator: ".", omittingEmptySubsequences: false)
        guard let position = component(in: parts) else { return tensor }
        parts[position] = "\(block)"
        return parts.joined(separator: ".")
    }

    /// The position of the block's number among a name's components.
    private static func component(in parts: [Substring]) -> Int? {
        for (position, part) in parts.enumerated().dropLast() {
            let isList =
                part == "resblocks"
                || part == "layers" && position > 0 && parts[position - 1] == "encoder"
            if isList, let number = Int(parts[position + 1]), blockNumbers.contains(number) {
                return position + 1
            }
        }
        return nil
    }

    /// Greater numbers in a file are no blocks: no loop may run as long as a file says.
    private static let blockNumbers = 0..<10_000

    /// Whether a component names an embedding, or the normalisation before the blocks.
    private static func isEmbedding(_ part: Substring) -> Bool {
        part.hasSuffix("embedding") || beforeBlocks.contains(part)
    }

    private static let beforeBlocks: Set<Substring> = [
        "embeddings", "conv1", "ln_pre", "pre_layrnorm",
    ]

    private static let vision: Set<Substring> = ["visual", "vision_model", "visual_projection"]
}
