/// The naming scheme and packing of a synthetic checkpoint.
public enum SyntheticLayout: String, CaseIterable, Sendable {
    /// The names of Hugging Face transformers, with separate query, key and value.
    case huggingFace = "huggingface"
    /// The names of OpenAI's CLIP and open_clip, with query, key and value packed.
    case openAI = "openai"
}
