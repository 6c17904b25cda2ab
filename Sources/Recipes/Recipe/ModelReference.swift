internal import Checkpoints
internal import TextFormats

/// A model that a recipe names.
public struct ModelReference: Sendable, Equatable {
    /// The path, or the name of an earlier document.
    public let name: String
    /// The node that names it.
    public let node: YAMLNode

    init(_ node: YAMLNode) throws(RecipeError) {
        guard let text = node.text else {
            throw node.error(
                "a model is the path of a checkpoint, not \(node.kind); revisions, adapters and "
                    + "overridden architectures are not supported"
            )
        }
        for (sign, meaning) in [("@", "a revision"), ("+", "an adapter")] where text.contains(sign)
        {
            throw node.error(
                "\(PrintableText.quoted(text)) asks for \(meaning), which is not supported; "
                    + "name a local checkpoint without '\(sign)'"
            )
        }
        name = text
        self.node = node
    }
}
