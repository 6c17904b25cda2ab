/// Where an output goes: into one file, or into a folder with all that belongs to a model.
public enum CheckpointDestination: Sendable, Hashable {
    /// A single safetensors file.
    case file(String)
    /// A single file as `torch.save` writes it, with the tensors in the dictionary to which some keys
    /// lead, with slashes between them; nil or a dot stands for the outermost one.
    case pyTorchFile(String, dictionary: String?)
    /// A folder in the Hugging Face layout.
    case folder(String)

    private static let pyTorchEndings = [".pt", ".pth", ".bin", ".ckpt"]

    /// The destination that a user means by a path: a file when it ends in `.safetensors`, or as PyTorch's
    /// files do.
    ///
    /// - Parameters:
    ///   - path: The path.
    ///   - dictionary: Which dictionary of a PyTorch file is to hold the tensors.
    /// - Returns: The destination.
    public static func from(path: String, dictionary: String? = nil) -> CheckpointDestination {
        if path.hasSuffix(".safetensors") { return .file(path) }
        let isPyTorch = pyTorchEndings.contains(where: path.lowercased().hasSuffix)
        return isPyTorch ? .pyTorchFile(path, dictionary: dictionary) : .folder(path)
    }

    /// Why a path cannot be what a user means, or nil: the hyphen of standard output is none.
    public static func refusal(of path: String) -> String? {
        guard path == "-" else { return nil }
        return "a checkpoint is not written to standard output: give the name of a file that "
            + "ends in .safetensors or .pt, or of a folder"
    }

    /// The path as given.
    public var path: String {
        switch self {
        case .file(let path), .pyTorchFile(let path, _), .folder(let path): path
        }
    }
}

/// Whose names the files of an output folder have.
public enum FolderStyle: Sendable, Hashable {
    /// `model.safetensors`, or shards and an index, as Hugging Face transformers reads them.
    case huggingFace
    /// `open_clip_model.safetensors`, as open_clip reads it; it knows no shards.
    case openCLIP
    /// `adapter_model.safetensors`, as peft reads it; it knows no shards.
    case adapter
}
