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

    /// The path as given.
    public var path: String {
        switch self {
        case .file(let path), .folder(let path): path
        }
    }
}
