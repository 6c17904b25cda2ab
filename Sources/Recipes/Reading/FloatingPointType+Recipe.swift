internal import Tensors
internal import MergeEngine
internal import TextFormats

extension FloatingPointType {
    /// The type of a name as PyTorch spells it, with or without `torch.`.
    static func named(_ node: YAMLNode?) throws(RecipeError) -> FloatingPointType? {
        guard let node, !node.isNull else { return nil }
        let text = node.text ?? node.kind
        guard let type = FloatingPointType(named: text) else {
            throw node.error(
                "\(PrintableText.quoted(text)) is not a type to merge in; "
                    + "choose from float32, float16, bfloat16, float64"
            )
        }
        return type
    }
}
