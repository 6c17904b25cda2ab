/// The named tensors of a model, wherever their values come from.
///
/// A checkpoint is one; so is an average of checkpoints that exists in memory only.
public protocol WeightSource: Sendable {
    /// The model's name in messages.
    var path: String { get }

    /// The tensors, with their names and shapes as stored.
    var tensors: TensorList { get }

    /// All values of a tensor, widened to 32 bits.
    ///
    /// - Precondition: `tensor` is one of `tensors`.
    /// - Throws: When the values cannot be read, or are not floating-point numbers.
    /// - Complexity: O(elements) time and memory.
    /// - Numerics: Exact from 16 and 32 bits; from 64 bits rounded to nearest even.
    func values(of tensor: TensorRecord) throws -> [Float]
}
