public import Checkpoints
internal import Merging
internal import Synchronization
internal import Tensors
internal import TextFormats

/// The tensors of a merge in memory, as a file of it would hold them.
public final class MergedWeights: WeightSource {
    /// What was merged, for messages: there is no file.
    public let path: String
    /// The tensors in the order of the base's.
    public let tensors: TensorList

    private let types: [ElementType]
    private let contents: [TensorContents]

    /// Allocates the memory for the output of a plan.
    init(_ plan: MergePlan) {
        let method = plan.traits.name
        path = "\(method) of " + plan.request.models.joined(separator: ", ")
        tensors = TensorList(plan.inputs.tensors.lazy.map(\.anchor))
        types = plan.outputs.map(\.type)
        contents = plan.outputs.map { TensorContents(byteCount: $0.byteCount) }
    }

    /// The values of a tensor, rounded to the output's type as a file of the merge has them.
    ///
    /// - Precondition: The tensor is one of `tensors`.
    /// - Throws: `MergeError.noArithmetic` for a tensor of integers or booleans.
    /// - Complexity: O(elements) time, and memory for the values.
    /// - Numerics: Exact for f16, bf16 and f32; f64 is rounded to nearest even.
    public func values(of tensor: TensorRecord) throws(MergeError) -> [Float] {
        guard let position = tensors.position(of: tensor.name) else {
            preconditionFailure("'\(tensor.name)' is not a tensor of this merge")
        }
        guard let type = FloatingPointType(types[position]) else {
            throw MergeError.noArithmetic(tensor: tensor.name, type: types[position])
        }
        return contents[position].values(type)
    }
}

extension MergedWeights: MergeDestination {
    func write(_ bytes: RawSpan, to tensor: Int, at byteOffset: Int) {
        contents[tensor].replace(at: byteOffset, with: bytes)
    }
}

/// The bytes of one tensor, which several threads fill.
private final class TensorContents: Sendable {
    private let buffer: Mutex<AlignedBuffer<UInt8>>

    init(byteCount: Int) {
        buffer = Mutex(AlignedBuffer(repeating: 0, count: byteCount))
    }

    func replace(at byteOffset: Int, with bytes: RawSpan) {
        buffer.withLock { $0.replaceBytes(at: byteOffset, with: bytes) }
    }

    func values(_ type: FloatingPointType) -> [Float] {
        buffer.withLock { buffer in
            var values = [Float](repeating: 0, count: buffer.count / type.byteWidth)
            var span = values.mutableSpan
            type.convert(buffer.bytes(0..<buffer.count), into: &span)
            return values
        }
    }
}
