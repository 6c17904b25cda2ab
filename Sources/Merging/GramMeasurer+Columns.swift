internal import Tensors

/// One Gram matrix per column: blocks are rows then, and vectors run down the columns.
extension GramMeasurer {
    /// The memory that measuring columns takes in addition to that for blocks, in bytes.
    public static func columnByteCount(vectorCount: Int) -> Int {
        pairCount(vectorCount) * blockLength * MemoryLayout<Double>.stride
    }

    /// Forgets the columns measured, turns to another number of vectors, and allocates their memory
    /// before the first of them.
    ///
    /// - Precondition: There are no more than memory was allocated for.
    public mutating func resetColumns(vectorCount: Int) {
        reset(vectorCount: vectorCount)
        let count = Self.pairCount(vectorCount) * Self.blockLength
        if products.count == count {
            var sums = products.mutableSpan
            for index in sums.indices { sums[index] = 0 }
        } else {
            products = AlignedBuffer(repeating: 0, count: count)
        }
    }

    /// Adds the products of this block's vectors, column by column.
    ///
    /// - Precondition: `resetColumns` was called before the first row.
    /// - Complexity: O(N^2 columns).
    /// - Numerics: One rounding of the product and one of the sum, in 64 bits, in the order of the
    ///   rows. A column that is not zero has a square that is not zero, as in `finishBlock`.
    public mutating func finishRow() {
        Self.addProducts(of: vectors, count: vectorCount, length: length, to: &products)
    }

    /// The matrix of one column, measured since the last reset.
    public func matrix(ofColumn column: Int) -> GramMatrix {
        let sums = products.span
        var entries = Array(repeating: 0.0, count: vectorCount * vectorCount)
        var pair = 0
        for i in 0..<vectorCount {
            for j in 0...i {
                entries[i * vectorCount + j] = sums[pair * Self.blockLength + column]
                pair += 1
            }
        }
        return GramMatrix(lowerTriangle: entries, order: vectorCount)
    }

    private static func pairCount(_ vectorCount: Int) -> Int { vectorCount * (vectorCount + 1) / 2 }

    private static func addProducts(
        of vectors: borrowing AlignedBuffer<Double>,
        count: Int,
        length: Int,
        to products: inout AlignedBuffer<Double>
    ) {
        var start = 0
        for i in 0..<count {
            let first = vectors.span.extracting(i * stride..<i * stride + length)
            for j in 0...i {
                let second = vectors.span.extracting(j * stride..<j * stride + length)
                var sums = products.mutableSpan(start..<start + length)
                for index in sums.indices { sums[index] += first[index] * second[index] }
                start += blockLength
            }
            // The last pair is the vector with itself.
            var squares = products.mutableSpan(start - blockLength..<start - blockLength + length)
            for index in squares.indices where squares[index] == 0 && first[index] != 0 {
                squares[index] = .leastNonzeroMagnitude
            }
        }
    }
}
