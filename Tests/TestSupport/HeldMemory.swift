public import Checkpoints
public import Tensors

/// Memory of a test that the code under test borrows.
@safe
public final class HeldMemory {
    /// The memory, while this object lives.
    public let memory: BorrowedMemory

    private let base: UnsafeMutableRawPointer

    /// Allocates memory that begins at a multiple of 64 bytes.
    public init(_ bytes: [UInt8]) {
        unsafe base = .allocate(byteCount: max(bytes.count, 1), alignment: 64)
        unsafe memory = BorrowedMemory(base, byteCount: bytes.count)
        memory.replaceBytes(at: 0, with: unsafe bytes.span.bytes)
    }

    deinit { unsafe base.deallocate() }

    /// What the memory holds now.
    public var bytes: [UInt8] {
        let span = memory.bytes(0..<memory.byteCount)
        return (0..<span.byteCount).map {
            unsafe span.unsafeLoad(fromByteOffset: $0, as: UInt8.self)
        }
    }
}

/// The tensors of a file, copied into memory.
public struct HeldCheckpoint {
    /// The tensors' memory, in the order of the file.
    public let held: [HeldMemory]
    /// A checkpoint of this memory, under the path of the file.
    public let checkpoint: Checkpoint

    /// Reads a file.
    public init(_ path: String) throws {
        let file = try CheckpointInput.plain(path).open()
        held = try file.tensors.map { HeldMemory(try file.bytes(of: $0)) }
        checkpoint = Checkpoint(
            named: path,
            holding: zip(file.tensors, held).map { record, held in
                let declaration = TensorDeclaration(
                    name: record.name,
                    type: record.type,
                    shape: record.shape
                )
                return MemoryTensor(declaration, held.memory)
            }
        )
    }
}
