/// The formats in which checkpoints are read.
public enum CheckpointFormat: String, Sendable, CaseIterable {
    /// One safetensors file.
    case safetensors
    /// An index file and the safetensors files that it names.
    case shardedSafetensors
    /// A zip file that `torch.save` wrote.
    case pytorch
    /// A zip file that `torch.jit.save` wrote, read as inert data.
    case torchScript
    /// A file of torch 1.5 or older, without a zip directory.
    case legacyPyTorch
    /// An index file and the PyTorch files that it names.
    case shardedPyTorch
    /// No file: tensors of a program that calls the library.
    case memory
}

extension CheckpointFormat: CustomStringConvertible {
    /// The format's name as people write it.
    public var description: String {
        switch self {
        case .safetensors: "safetensors"
        case .shardedSafetensors: "sharded safetensors"
        case .pytorch: "PyTorch"
        case .torchScript: "TorchScript"
        case .legacyPyTorch: "legacy PyTorch"
        case .shardedPyTorch: "sharded PyTorch"
        case .memory: "memory"
        }
    }
}
