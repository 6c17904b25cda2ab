internal import LinearAlgebra
internal import Tensors

/// One Gram matrix per column: blocks are some rows of a strip of columns then, and vectors run down the columns.
extension GramMeasurer {
    /// The columns of a strip: with `rowsAtOnce` rows of it a vector fills its place for a block.
    public static let stripLength = 128

    /// The most rows of a block: the sums of a strip are read and written once for all of them.
    public static let rowsAtOnce = blockLength / stripLength

    /// The number of columns whose sums are held together: as many as fit into a mebibyte, from
    /// `blockLength` to 8192; where they are whole rows, a file is read in large pieces.
    public static func columnCapacity(vectorCount: Int) -> Int {
        var count = mostColumns
        while count > blockLength,
            columnByteCount(count, vectorCount: vectorCount) > sumByteCount
        { count /= 2 }
        return count
    }

    /// The memory that measuring columns takes in addition to that for blocks, in bytes.
    public static func columnByteCount(_ columnCount: Int, vectorCount: Int) -> Int {
        pairCount(vectorCount) * columnCount * MemoryLayout<Double>.stride
    }

    private static let mostColumns = 8192
    private static let sumByteCount = 1 << 20

    /// Forgets the columns measured, turns to another number of vectors and columns, and allocates their
    /// memory before the first of them.
    ///
    /// - Precondition: There are no more vectors than memory was allocated for.
    public mutating func resetColumns(_ columnCount: Int, vectorCount: Int) {
        reset(vectorCount: vectorCount)
        self.columnCount = columnCount
        let count = Self.pairCount(vectorCount) * columnCount
        if products.count == count {
            var sums = products.mutableSpan
            for index in sums.indices { sums[index] = 0 }
        } else {
            products = AlignedBuffer(repeating: 0, count: 0)
            products = AlignedBuffer(repeating: 0, count: count)
        }
    }

    /// Adds the products of this block's vectors, column by column.
    ///
    /// - Parameters:
    ///   - rowCount: The number of rows in the block.
    ///   - firstColumn: The column of the block's first elements.
    /// - Precondition: `resetColumns` was called before the first row, and `begin` with the length of a row.
    /// - Complexity: O(N^2 rows columns).
    /// - Numerics: As `addColumnProducts`. A column that is not zero has a square that is not zero, as in
    ///   `finishBlock`.
    public mutating func finishRows(_ rowCount: Int, at firstColumn: Int) {
        precondition(rowCount <= Self.rowsAtOnce, "more rows than a block holds")
        Self.addProducts(
            of: vectors,
            count: vectorCount,
            rows: MatrixLayout(rows: rowCount, columns: length, stride: Self.stripLength),
            to: &products,
            columnCount: columnCount,
            firstColumn
        )
    }

    /// The matrix of one column, measured since the last reset.
    public func matrix(ofColumn column: Int) -> GramMatrix {
        let sums = products.span
        var entries = Array(repeating: 0.0, count: vectorCount * vectorCount)
        var pair = 0
        for i in 0..<vectorCount {
            for j in 0...i {
                entries[i * vectorCount + j] = sums[pair * columnCount + column]
                pair += 1
            }
        }
        return GramMatrix(lowerTriangle: entries, order: vectorCount)
    }

    private static func pairCount(_ vectorCount: Int) -> Int { vectorCount * (vectorCount + 1) / 2 }

    private static func addProducts(
        of vectors: borrowing AlignedBuffer<Double>,
        count: Int,
        rows: MatrixLayout,
        to products: inout AlignedBuffer<Double>,
        columnCount: Int,
        _ firstColumn: Int
    ) {
        var start = firstColumn
        for i in 0..<count {
            let first = vectors.span.extracting(i * stride..<i * stride + blockLength)
            for j in 0...i {
                var sums = products.mutableSpan(start..<start + rows.columnCount)
                addColumnProducts(
                    of: first,
                    and: vectors.span.extracting(j * stride..<j * stride + blockLength),
                    rowCount: rows.rowCount,
                    columnCount: rows.columnCount,
                    stride: rows.stride,
                    to: &sums
                )
                start += columnCount
            }
            // The last pair is the vector with itself.
            let squares = start - columnCount..<start - columnCount + rows.columnCount
            markVanished(first, rows, in: &products, squares)
        }
    }

    /// Where the squares of a column vanish though an element of it is not zero, their sum is the smallest
    /// positive number.
    private static func markVanished(
        _ vector: Span<Double>,
        _ rows: MatrixLayout,
        in products: inout AlignedBuffer<Double>,
        _ range: Range<Int>
    ) {
        var squares = products.mutableSpan(range)
        var hasZero = false
        for index in squares.indices where squares[index] == 0 { hasZero = true }
        guard hasZero else { return }
        for index in squares.indices where squares[index] == 0 {
            let isZero = (0..<rows.rowCount).allSatisfy { vector[$0 * rows.stride + index] == 0 }
            if !isZero { squares[index] = .leastNonzeroMagnitude }
        }
    }
}
