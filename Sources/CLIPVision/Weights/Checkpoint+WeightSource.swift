public import Checkpoints
internal import Tensors

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
