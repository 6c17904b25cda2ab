import SystemFiles
import TextFormats

/// What one PyTorch file holds.
package struct PyTorchContents: Sendable {
    /// What wrote the file.
    package enum Origin: Sendable {
        /// `torch.save`.
        case saved
        /// `torch.jit.save`; its code is never looked at.
        case script
        /// `torch.save` of torch 1.5 or older.
        case legacy
    }

    /// What wrote the file.
    package let origin: Origin
    /// The tensors in the order of their data.
    package let tensors: [TensorView]
    /// What the file says about itself, as JSON, where this program has written it.
    package let metadata: [UInt8]?
    /// Oddities that a user should hear of, each with the file's path.
    package let warnings: [String]

    init(
        origin: Origin,
        tensors: [TensorView],
        metadata: [UInt8]? = nil,
        warnings: [String],
        path: String
    ) {
        self.origin = origin
        self.metadata = metadata
        self.tensors = tensors.sorted {
            $0.offset != $1.offset ? $0.offset < $1.offset : $0.name.precedesByBytes($1.name)
        }
        self.warnings = warnings.map { "\(path): \($0)" }
    }
}
