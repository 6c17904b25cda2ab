internal import LinearAlgebra
public import Tensors

/// Accumulates the Gram matrix of task vectors, block by block.
///
/// A block of the base is widened first, then each model's block becomes a task vector; after the
/// last one the block's dot products are added to the running matrix. The length of a block is
/// fixed, so that the order of all sums, hence every bit, depends on nothing but the data.
public struct GramMeasurer: ~Copyable {
    /// The number of elements in a full block: two task vectors and the base stay in the cache
    /// next to the core, and one call of BLAS costs little beside its work.
    public static let blockLength = 2048

    private let modelCount: Int
    private var base = AlignedBuffer<Double>(repeating: 0, count: blockLength)
    private var taskVectors: AlignedBuffer<Double>
    private var gram: AlignedBuffer<Double>
    private var length = 0

    /// Allocates the memory for a number of models.
    public init(modelCount: Int) {
        self.modelCount = modelCount
        taskVectors = AlignedBuffer(repeating: 0, count: modelCount * Self.blockLength)
        gram = AlignedBuffer(repeating: 0, count: modelCount * modelCount)
    }

    /// The memory that a measurer allocates, in bytes.
    public static func byteCount(modelCount: Int) -> Int {
        ((modelCount + 1) * blockLength + modelCount * modelCount) * MemoryLayout<Double>.stride
    }

    /// Forgets everything measured.
    public mutating func reset() {
        var entries = gram.mutableSpan
        for index in entries.indices { entries[index] = 0 }
    }

    /// Starts a block with the base's elements.
    ///
    /// - Precondition: `bytes` holds at most `blockLength` elements of `type`.
    public mutating func begin(base bytes: RawSpan, as type: FloatingPointType) {
        length = bytes.byteCount / type.byteWidth
        var wide = base.mutableSpan(0..<length)
        type.widen(bytes, into: &wide)
    }

    /// Forms the task vector of one model in this block.
    ///
    /// - Parameters:
    ///   - model: The model's position.
    ///   - bytes: As many elements as the base's.
    ///   - type: The type of the elements.
    ///   - rounding: The type to which the difference is rounded, if any.
    public mutating func setTaskVector(
        of model: Int,
        _ bytes: RawSpan,
        as type: FloatingPointType,
        rounding: FloatingPointType?
    ) {
        let start = model * Self.blockLength
        let range = start..<start + length
        Self.subtract(base, from: bytes, as: type, into: &taskVectors, range, rounding: rounding)
    }

    private static func subtract(
        _ base: borrowing AlignedBuffer<Double>,
        from bytes: RawSpan,
        as type: FloatingPointType,
        into taskVectors: inout AlignedBuffer<Double>,
        _ range: Range<Int>,
        rounding: FloatingPointType?
    ) {
        var vector = taskVectors.mutableSpan(range)
        type.widen(bytes, minus: base.span.extracting(first: range.count), into: &vector)
        rounding?.round(&vector)
    }

    /// Adds the dot products of this block's task vectors.
    ///
    /// - Complexity: O(N^2 blockLength).
    public mutating func finishBlock() {
        Self.accumulate(taskVectors, count: modelCount, length: length, into: &gram)
    }

    private static func accumulate(
        _ taskVectors: borrowing AlignedBuffer<Double>,
        count: Int,
        length: Int,
        into gram: inout AlignedBuffer<Double>
    ) {
        var entries = gram.mutableSpan
        accumulateGram(
            of: taskVectors.span,
            rowCount: count,
            rowLength: length,
            stride: blockLength,
            into: &entries
        )
    }

    /// The matrix measured since the last reset.
    public var result: GramMatrix {
        let entries = gram.span
        return GramMatrix(
            lowerTriangle: entries.indices.map { entries[$0] },
            order: modelCount
        )
    }
}
