import Tensors

/// A tensor of a synthetic checkpoint, with what its values depend on.
struct SyntheticTensor {
    let name: String
    let shape: TensorShape
    let role: TensorRole
    /// How deep the tensor lies in its tower: 0 in the first block, 1 in the last.
    let depth: Double
}
