/// Where a tensor stands in a CLIP checkpoint, by its name.
public struct TensorPlace: Sendable, Equatable {
    /// The part of the model.
    public let module: RecipeModule.Name
    /// The number of its block, from 0; nil for a tensor outside the blocks.
    public let block: Int?

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
        block = Self.block(in: parts)
    }

    private static func block(in parts: [Substring]) -> Int? {
        for (position, part) in parts.enumerated().dropLast() {
            let isList =
                part == "resblocks"
                || part == "layers" && position > 0 && parts[position - 1] == "encoder"
            if isList, let number = Int(parts[position + 1]), number >= 0 { return number }
        }
        return nil
    }

    private static let vision: Set<Substring> = ["visual", "vision_model", "visual_projection"]
}
