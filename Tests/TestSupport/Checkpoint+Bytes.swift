public import Checkpoints
import Tensors

extension Checkpoint {
    /// Opens a checkpoint; tests need options seldom.
    public static func open(
        _ path: String,
        limits: CheckpointLimits = .standard,
        reading options: ReadingOptions = ReadingOptions()
    ) throws(CheckpointError) -> Checkpoint {
        try CheckpointInput(path, reading: options).open(limits: limits)
    }

    /// All bytes of a tensor.
    public func bytes(of tensor: TensorRecord) throws(CheckpointError) -> [UInt8] {
        try bytes(of: tensor, in: 0..<tensor.byteCount)
    }

    /// Some bytes of a tensor.
    public func bytes(
        of tensor: TensorRecord,
        in range: Range<Int>
    ) throws(CheckpointError) -> [UInt8] {
        var buffer = AlignedBuffer<UInt8>(repeating: 0xEE, count: range.count)
        var destination = buffer.mutableBytes(0..<range.count)
        try read(tensor, at: range.lowerBound, into: &destination)
        return range.indices.map { buffer.span[$0 - range.lowerBound] }
    }
}

extension Checkpoint {
    /// All elements of a tensor of a floating-point type, exactly.
    public func numbers(of tensor: TensorRecord) throws(CheckpointError) -> [Double] {
        var buffer = AlignedBuffer<UInt8>(repeating: 0, count: tensor.byteCount)
        var destination = buffer.mutableBytes(0..<tensor.byteCount)
        try read(tensor, at: 0, into: &destination)
        var numbers = [Double](repeating: .nan, count: tensor.shape.elementCount)
        var span = numbers.mutableSpan
        if let type = FloatingPointType(tensor.type) {
            type.widen(buffer.bytes(0..<tensor.byteCount), into: &span)
        }
        return numbers
    }
}

extension CheckpointWriter {
    /// Writes the bytes of an array to a tensor.
    public func write(
        _ bytes: [UInt8],
        to tensor: Int,
        at byteOffset: Int = 0
    ) throws(CheckpointError) {
        var buffer = AlignedBuffer<UInt8>(repeating: 0, count: bytes.count)
        var elements = buffer.mutableSpan
        for (position, byte) in bytes.enumerated() { elements[position] = byte }
        try write(buffer.bytes(0..<bytes.count), to: tensor, at: byteOffset)
    }
}

/// The error that a call threw, or nil when it succeeded.
public func refusal<Result, Failure: Error>(
    _ call: () throws(Failure) -> Result
) -> Failure? {
    do throws(Failure) {
        _ = try call()
        return nil
    } catch { return error }
}
