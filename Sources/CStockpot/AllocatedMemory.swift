internal import Checkpoints
internal import Glibc
internal import Tensors

/// The tensors of a merge, in memory that the library has allocated for them.
@safe
final class AllocatedMemory: Sendable {
    /// The tensors, in the order of their declarations.
    let tensors: [MemoryTensor]
    private nonisolated(unsafe) let blocks: [UnsafeMutableRawPointer]

    /// Allocates memory, a block for each tensor that has elements; its contents are undefined.
    ///
    /// The C function is `posix_memalign`: a refusal is no crash.
    ///
    /// - Throws: `RequestError` where the system refuses it.
    init(_ declarations: some Sequence<TensorDeclaration>) throws(RequestError) {
        var tensors: [MemoryTensor] = []
        var blocks = unsafe [UnsafeMutableRawPointer]()
        for declaration in declarations {
            let byteCount = declaration.byteCount ?? 0
            guard byteCount > 0 else {
                tensors.append(MemoryTensor(declaration, .none))
                continue
            }
            var block: UnsafeMutableRawPointer?
            guard unsafe posix_memalign(&block, Self.alignment, byteCount) == 0,
                let block = unsafe block
            else {
                unsafe blocks.forEach { unsafe free($0) }
                throw .memory(byteCount)
            }
            unsafe blocks.append(block)
            tensors.append(
                MemoryTensor(declaration, unsafe BorrowedMemory(block, byteCount: byteCount))
            )
        }
        self.tensors = tensors
        unsafe self.blocks = blocks
    }

    deinit { unsafe blocks.forEach { unsafe free($0) } }

    /// A cache line, as PyTorch and NumPy have it.
    private static let alignment = 64
}
