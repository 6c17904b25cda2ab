public import Tensors

/// A tensor whose elements are in memory: consecutive, little-endian, row by row.
public struct MemoryTensor: Sendable {
    /// The tensor's name, type and shape.
    public let declaration: TensorDeclaration
    /// Its elements.
    public let memory: BorrowedMemory

    /// Describes a tensor.
    ///
    /// - Precondition: The memory has the bytes of the elements, no more and no less, and begins at a
    ///   multiple of an element's size.
    public init(_ declaration: TensorDeclaration, _ memory: BorrowedMemory) {
        let needed = declaration.type.byteCount(of: declaration.shape.elementCount)
        precondition(
            needed == memory.byteCount,
            "tensor '\(declaration.name)' does not take \(memory.byteCount) bytes"
        )
        let width = UInt(max(declaration.type.bitWidth / 8, 1))
        precondition(
            memory.byteCount == 0 || memory.addresses.lowerBound % width == 0,
            "tensor '\(declaration.name)' is not aligned to its elements"
        )
        self.declaration = declaration
        self.memory = memory
    }
}

extension Checkpoint {
    /// A checkpoint of tensors that are in memory.
    ///
    /// Their names stay as they are: whoever gives them expects results under the same names.
    ///
    /// - Parameters:
    ///   - name: What messages and recipes call it, in place of a path.
    ///   - tensors: The tensors, in an order that results keep.
    /// - Precondition: No two tensors have the same name.
    /// - Complexity: O(number of tensors); reads none.
    public convenience init(named name: String, holding tensors: [MemoryTensor]) {
        let reader = MemoryReader(tensors)
        self.init(
            path: name,
            reader: reader,
            tensors: reader.tensors,
            indexes: [],
            parts: [],
            warnings: [],
            companionFiles: [],
            strippedPrefixes: []
        )
    }

    /// The memory of a tensor, where its elements are in memory.
    ///
    /// - Precondition: The tensor is one of this checkpoint's.
    package func memory(of tensor: TensorRecord) -> BorrowedMemory? { reader.memory(of: tensor) }
}
