internal import LinearAlgebra
public import Tensors

/// Accumulates the Gram matrix of task vectors, block by block.
///
/// In each block every model's elements become a task vector; after the last model the block's dot
/// products are added to the running matrix. The length of a block is
/// fixed, so that the order of all sums, hence every bit, depends on nothing but the data.
public struct GramMeasurer: ~Copyable {
    /// The number of elements in a full block: two task vectors stay in the cache next to
    /// the core, and one call of BLAS costs little beside its work.
    public static let blockLength = 1024

    /// The distance between two task vectors: were it a power of two, all of them would compete for
    /// the same few lines of the cache.
    private static let stride = blockLength + 24

    private let modelCount: Int
    private var taskVectors: AlignedBuffer<Double>
    private var gram: AlignedBuffer<Double>
    private var length = 0

    /// Allocates the memory for a number of models.
    public init(modelCount: Int) {
        self.modelCount = modelCount
        taskVectors = AlignedBuffer(repeating: 0, count: modelCount * Self.stride)
        gram = AlignedBuffer(repeating: 0, count: modelCount * modelCount)
    }

    /// The memory that a measurer allocates, in bytes.
    public static func byteCount(modelCount: Int) -> Int {
        (modelCount * stride + modelCount * modelCount) * MemoryLayout<Double>.stride
    }

    /// Forgets everything measured.
    public mutating func reset() {
        var entries = gram.mutableSpan
        for index in entries.indices { entries[index] = 0 }
    }

    /// Starts a block.
    ///
    /// - Precondition: `length` is at most `blockLength`.
    public mutating func begin(length: Int) { self.length = length }

    /// Forms the task vector of one model in this block.
    ///
    /// - Parameters:
    ///   - model: The model's position.
    ///   - bytes: The model's elements.
    ///   - type: Their type.
    ///   - base: The base's elements.
    ///   - baseType: Their type.
    ///   - rounding: The type to which the difference is rounded, if any.
    public mutating func setTaskVector(
        of model: Int,
        _ bytes: RawSpan,
        as type: FloatingPointType,
        minus base: RawSpan,
        as baseType: FloatingPointType,
        rounding: FloatingPointType?
    ) {
        let start = model * Self.stride
        var vector = taskVectors.mutableSpan(start..<start + length)
        type.widen(bytes, minus: base, as: baseType, into: &vector)
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
            stride: stride,
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
