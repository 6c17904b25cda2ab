public import Checkpoints
internal import Tensors

/// The named tensors of a model, wherever their values come from.
///
/// A checkpoint is one; so is an average of checkpoints that exists in memory only.
public protocol WeightSource: Sendable {
    /// The model's name in messages.
    var path: String { get }

    /// The tensors, with their names and shapes as stored.
    var tensors: [TensorRecord] { get }

    /// All values of a tensor, widened to 32 bits.
    ///
    /// - Precondition: `tensor` is one of `tensors`.
    /// - Throws: When the values cannot be read, or are not floating-point numbers.
    /// - Complexity: O(elements) time and memory.
    /// - Numerics: Exact from 16 and 32 bits; from 64 bits rounded to nearest even.
    func values(of tensor: TensorRecord) throws -> [Float]
}

extension Checkpoint: WeightSource {
    /// Reads a tensor whole and widens it to 32 bits.
    ///
    /// - Throws: `VisionError.notFloatingPoint` for integers; `CheckpointError` when the file
    ///   cannot be read.
    public func values(of tensor: TensorRecord) throws -> [Float] {
        guard let type = FloatingPointType(tensor.type) else {
            throw VisionError.notFloatingPoint(model: path, tensor: tensor.name, type: tensor.type)
        }
        var bytes = AlignedBuffer<UInt8>(repeating: 0, count: tensor.byteCount)
        var destination = bytes.mutableBytes(0..<tensor.byteCount)
        try read(tensor, at: 0, into: &destination)
        var values = [Float](repeating: 0, count: tensor.shape.elementCount)
        var elements = values.mutableSpan
        type.convert(bytes.bytes(0..<tensor.byteCount), into: &elements)
        return values
    }
}
