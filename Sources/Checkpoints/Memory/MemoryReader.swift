import SystemFiles
import Tensors
import TextFormats

/// Reads tensors that are in memory already.
struct MemoryReader: CheckpointReader {
    /// A tensor's offset is its number: there is no file in which it could have another.
    let tensors: TensorList

    private let memory: [BorrowedMemory]

    /// - Precondition: No two tensors have the same name.
    init(_ tensors: [MemoryTensor]) {
        var (names, columns) = (TensorNames(), TensorColumns())
        for (number, tensor) in tensors.enumerated() {
            let declaration = tensor.declaration
            let isNew = names.append(declaration.name)
            precondition(isNew, "two tensors have the same name")
            columns.append(declaration.type, declaration.shape, offset: UInt64(number))
        }
        self.tensors = TensorList(names, columns)
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
