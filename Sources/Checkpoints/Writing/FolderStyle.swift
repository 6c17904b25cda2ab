/// Whose names the files of an output folder have.
public enum FolderStyle: Sendable, Hashable {
    /// `model.safetensors`, or shards and an index, as Hugging Face transformers reads them.
    case huggingFace
    /// `open_clip_model.safetensors`, as open_clip reads it; it knows no shards.
    case openCLIP
}
