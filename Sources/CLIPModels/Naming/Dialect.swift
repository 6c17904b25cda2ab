/// The schemes by which CLIP implementations name their tensors.
public enum Dialect: String, Sendable, CaseIterable {
    /// The names of OpenAI's CLIP, which open_clip and the fine-tuning projects share.
    case openAI
    /// The names of Hugging Face transformers.
    case huggingFace
    /// None of the known schemes, or a mixture of them.
    case unknown
}

extension Dialect: CustomStringConvertible {
    /// The scheme's name as people write it.
    public var description: String {
        switch self {
        case .openAI: "OpenAI/open_clip"
        case .huggingFace: "Hugging Face"
        case .unknown: "unknown"
        }
    }
}
