internal import TextFormats

/// Where an output goes: into one file, or into a folder with all that belongs to a model.
public enum CheckpointDestination: Sendable, Hashable {
    /// A single safetensors file.
    case file(String)
    /// A folder in the Hugging Face layout.
    case folder(String)

    /// The destination that a user means by a path: a file when it ends in `.safetensors`.
    public static func from(path: String) -> CheckpointDestination {
        path.hasSuffix(".safetensors") ? .file(path) : .folder(path)
    }

    /// Why a path cannot be what a user means, or nil: it has the ending of a PyTorch file, which is
    /// not written, and would become a folder of that name; or it is the hyphen of standard output.
    public static func refusal(of path: String) -> String? {
        if path == "-" {
            return "a checkpoint is not written to standard output: give the name of a file that "
                + "ends in .safetensors, or of a folder"
        }
        let endings = [".pt", ".pth", ".bin", ".ckpt"]
        guard endings.contains(where: path.lowercased().hasSuffix) else { return nil }
        let quoted = PrintableText.quoted(path)
        return "\(quoted) names a PyTorch file, and only safetensors are written: "
            + "end the name in .safetensors, or give a folder"
    }

    /// The path as given.
    public var path: String {
        switch self {
        case .file(let path), .folder(let path): path
        }
    }
}

/// Whose names the files of an output folder have.
public enum FolderStyle: Sendable, Hashable {
    /// `model.safetensors`, or shards and an index, as Hugging Face transformers reads them.
    case huggingFace
    /// `open_clip_model.safetensors`, as open_clip reads it; it knows no shards.
    case openCLIP
}
