internal import LinearAlgebra
public import Tensors

/// Accumulates the Gram matrix of task vectors, or of inputs, block by block.
///
/// In each block every input's elements become a vector; after the last of them the block's dot
/// products are added to the running matrix. The length of a block is
/// fixed, so that the order of all sums, hence every bit, depends on nothing but the data.
public struct GramMeasurer: ~Copyable {
    /// The number of elements in a full block: two vectors stay in the cache next to
    /// the core, and one call of BLAS costs little compared with its work.
    public static let blockLength = 1024

    /// The distance between two vectors: were it a power of two, all of them would compete for
    /// the same few lines of the cache.
    static let stride = blockLength + 24

    /// The number of vectors.
    public private(set) var vectorCount: Int
    private let capacity: Int
    private(set) var vectors: AlignedBuffer<Double>
    private var gram: AlignedBuffer<Double>
    private(set) var length = 0
    /// For each pair of vectors and each column the sum of their products; empty until a column is
    /// measured.
    var products = AlignedBuffer<Double>(repeating: 0, count: 0)
    /// The number of columns that are measured together.
    var columnCount = 0

    /// Allocates the memory for a number of vectors.
    public init(vectorCount: Int) {
        self.vectorCount = vectorCount
        capacity = vectorCount
        vectors = AlignedBuffer(repeating: 0, count: vectorCount * Self.stride)
        gram = AlignedBuffer(repeating: 0, count: vectorCount * vectorCount)
    }

    /// The memory that a measurer allocates, in bytes.
    public static func byteCount(vectorCount: Int) -> Int {
        (vectorCount * stride + vectorCount * vectorCount) * MemoryLayout<Double>.stride
    }

    /// Forgets everything measured, and turns to another number of vectors.
    ///
    /// - Precondition: There are no more than memory was allocated for.
    public mutating func reset(vectorCount: Int) {
        precondition(vectorCount <= capacity, "more vectors than a measurer holds")
        self.vectorCount = vectorCount
        reset()
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

    /// Takes an input's elements in this block as they are, or those of one of its rows where columns are
    /// measured.
    public mutating func setVector(
        _ position: Int,
        row: Int = 0,
        _ bytes: RawSpan,
        as type: FloatingPointType
    ) {
        let start = position * Self.stride + row * Self.stripLength
        var vector = vectors.mutableSpan(start..<start + length)
        type.widen(bytes, into: &vector)
    }

    /// Forms the task vector of one model in this block.
    ///
    /// - Parameters:
    ///   - position: The vector's position.
    ///   - row: The row of the block, where columns are measured.
    ///   - bytes: The model's elements.
    ///   - type: Their type.
    ///   - base: The base's elements.
    ///   - baseType: Their type.
    ///   - rounding: The type to which the difference is rounded, if any.
    public mutating func setTaskVector(
        _ position: Int,
        row: Int = 0,
        _ bytes: RawSpan,
        as type: FloatingPointType,
        minus base: RawSpan,
        as baseType: FloatingPointType,
        rounding: FloatingPointType?
    ) {
        let start = position * Self.stride + row * Self.stripLength
        var vector = vectors.mutableSpan(start..<start + length)
        type.widen(bytes, minus: base, as: baseType, into: &vector)
        rounding?.round(&vector)
    }

    /// Adds the dot products of this block's vectors.
    ///
    /// - Complexity: O(N^2 blockLength).
    /// - Numerics: A vector that is not zero has a square that is not zero: where those of all its
    ///   elements vanish, it is the smallest positive number. `GramMatrix.isExact` tells them.
    public mutating func finishBlock() {
        Self.accumulate(vectors, count: vectorCount, length: length, into: &gram)
        Self.markVanished(vectors, count: vectorCount, length: length, in: &gram)
    }

    private static func accumulate(
        _ vectors: borrowing AlignedBuffer<Double>,
        count: Int,
        length: Int,
        into gram: inout AlignedBuffer<Double>
    ) {
        var entries = gram.mutableSpan(0..<count * count)
        accumulateGram(
            of: vectors.span,
            rowCount: count,
            rowLength: length,
            stride: stride,
            into: &entries
        )
    }

    private static func markVanished(
        _ vectors: borrowing AlignedBuffer<Double>,
        count: Int,
        length: Int,
        in gram: inout AlignedBuffer<Double>
    ) {
        let elements = vectors.span
        var entries = gram.mutableSpan
        for vector in 0..<count where entries[vector * (count + 1)] == 0 {
            let values = elements.extracting(vector * stride..<vector * stride + length)
            // Layers that training did not change are common: this loop is their whole cost.
            var bits: UInt64 = 0
            for index in values.indices { bits |= values[index].magnitude.bitPattern }
            if bits != 0 { entries[vector * (count + 1)] = .leastNonzeroMagnitude }
        }
    }

    /// The matrix measured since the last reset.
    public var result: GramMatrix {
        let entries = gram.span
        return GramMatrix(
            lowerTriangle: (0..<vectorCount * vectorCount).map { entries[$0] },
            order: vectorCount
        )
    }
}
