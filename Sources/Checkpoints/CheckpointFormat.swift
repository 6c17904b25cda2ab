/// The formats in which checkpoints are read.
public enum CheckpointFormat: String, Sendable, CaseIterable {
    /// One safetensors file.
    case safetensors
    /// An index file and the safetensors files that it names.
    case shardedSafetensors
}

extension CheckpointFormat: CustomStringConvertible {
    /// The format's name as people write it.
    public var description: String {
        switch self {
        case .safetensors: "safetensors"
        case .shardedSafetensors: "sharded safetensors"
        }
    }
}
