import SystemFiles
import Tensors
import TextFormats

/// Reads tensors that are in memory already.
struct MemoryReader: CheckpointReader {
    /// A tensor's offset is its number: there is no file in which it could have another.
    let tensors: [TensorRecord]

    private let memory: [BorrowedMemory]

    /// - Precondition: No two tensors have the same name.
    init(_ tensors: [MemoryTensor]) {
        let names = Set(tensors.lazy.map { UTF8Key($0.declaration.name) })
        precondition(names.count == tensors.count, "two tensors have the same name")
        self.tensors = tensors.enumerated().map { number, tensor in
            TensorRecord(
                name: tensor.declaration.name,
                type: tensor.declaration.type,
                shape: tensor.declaration.shape,
                byteCount: tensor.memory.byteCount,
                file: 0,
                offset: UInt64(number)
            )
        }
        memory = tensors.map(\.memory)
    }

    var format: CheckpointFormat { .memory }
    var files: [InputFile] { [] }
    var metadata: CheckpointMetadata { [:] }
    var warnings: [String] { [] }

    func memory(of tensor: TensorRecord) -> BorrowedMemory? { memory[Int(tensor.offset)] }

    func read(
        _ tensor: TensorRecord,
        at byteOffset: Int,
        into destination: inout MutableRawSpan
    ) throws(CheckpointError) {
        memory[Int(tensor.offset)].copyBytes(at: byteOffset, into: &destination)
    }

    func prefetch(_ tensor: TensorRecord, from byteOffset: Int, byteCount: Int) {}
}
