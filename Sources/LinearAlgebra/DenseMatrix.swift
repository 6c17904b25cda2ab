internal import COpenBLAS

/// A matrix of doubles, held row by row without gaps.
public struct DenseMatrix: Sendable, Equatable {
    /// The number of rows.
    public let rowCount: Int
    /// The number of columns.
    public let columnCount: Int
    /// The elements, row by row.
    public var elements: [Double]

    /// Creates a matrix of its elements.
    ///
    /// - Precondition: There are `rowCount * columnCount` elements.
    public init(_ elements: [Double], rows rowCount: Int, columns columnCount: Int) {
        precondition(rowCount >= 0 && columnCount >= 0, "a matrix has a negative extent")
        precondition(
            elements.count == rowCount * columnCount,
            "\(elements.count) elements do not make a \(rowCount) x \(columnCount) matrix"
        )
        self.rowCount = rowCount
        self.columnCount = columnCount
        self.elements = elements
    }

    /// Creates a matrix of zeros.
    public init(rows rowCount: Int, columns columnCount: Int) {
        self.init(
            [Double](repeating: 0, count: rowCount * columnCount),
            rows: rowCount,
            columns: columnCount
        )
    }

    /// The element of a row and a column.
    ///
    /// - Precondition: Both lie within the matrix.
    public subscript(row: Int, column: Int) -> Double {
        get { elements[row * columnCount + column] }
        set { elements[row * columnCount + column] = newValue }
    }

    /// The elements of a row.
    public func row(_ row: Int) -> ArraySlice<Double> {
        elements[row * columnCount..<(row + 1) * columnCount]
    }

    /// The transposed matrix.
    public var transposed: DenseMatrix {
        var result = DenseMatrix(rows: columnCount, columns: rowCount)
        // Square pieces, so that what is read and what is written both stay in the cache.
        let side = 32
        for top in stride(from: 0, to: rowCount, by: side) {
            for left in stride(from: 0, to: columnCount, by: side) {
                for row in top..<min(top + side, rowCount) {
                    for column in left..<min(left + side, columnCount) {
                        result[column, row] = self[row, column]
                    }
                }
            }
        }
        return result
    }

    /// The Frobenius norm, the root of the sum of all squares, by `cblas_dnrm2`.
    public var frobeniusNorm: Double { norm(elements.span) }
}

extension DenseMatrix {
    /// The product `A B`, `A Bᵀ`, `Aᵀ B` or `Aᵀ Bᵀ` of two matrices.
    ///
    /// - Parameters:
    ///   - other: B.
    ///   - transposingSelf: Takes the transpose of A.
    ///   - transposingOther: Takes the transpose of B.
    /// - Returns: The product.
    /// - Precondition: The inner extents agree, and every extent is at most `Int32.max`.
    /// - Complexity: O(rows * columns * inner extent).
    /// - Numerics: `cblas_dgemm`: the error of an entry is at most about
    ///   `k * 2^-53 * sum |a_i b_i|` for an inner extent k.
    public func product(
        with other: DenseMatrix,
        transposingSelf: Bool = false,
        transposingOther: Bool = false
    ) -> DenseMatrix {
        let (rows, inner) = transposingSelf ? (columnCount, rowCount) : (rowCount, columnCount)
        let columns = transposingOther ? other.rowCount : other.columnCount
        let otherInner = transposingOther ? other.columnCount : other.rowCount
        precondition(inner == otherInner, "the inner extents of a product differ")
        var result = DenseMatrix(rows: rows, columns: columns)
        guard rows > 0, columns > 0, inner > 0 else { return result }
        OpenBLAS.withAnyThreads {
            unsafe cblas_dgemm(
                CblasRowMajor,
                transposingSelf ? CblasTrans : CblasNoTrans,
                transposingOther ? CblasTrans : CblasNoTrans,
                blasLength(rows, rows),
                blasLength(columns, columns),
                blasLength(inner, inner),
                1,
                elements,
                blasLength(columnCount, columnCount),
                other.elements,
                blasLength(other.columnCount, other.columnCount),
                0,
                &result.elements,
                blasLength(columns, columns)
            )
        }
        return result
    }

    /// The Gram matrix of the rows, `A Aᵀ`, or of the columns, `Aᵀ A`.
    ///
    /// - Precondition: Every extent is at most `Int32.max`.
    /// - Complexity: Half of that of `product`.
    /// - Numerics: `cblas_dsyrk`; exactly symmetric.
    public func gram(ofColumns: Bool) -> DenseMatrix {
        let order = ofColumns ? columnCount : rowCount
        let inner = ofColumns ? rowCount : columnCount
        var result = DenseMatrix(rows: order, columns: order)
        guard order > 0, inner > 0 else { return result }
        OpenBLAS.withAnyThreads {
            unsafe cblas_dsyrk(
                CblasRowMajor,
                CblasLower,
                ofColumns ? CblasTrans : CblasNoTrans,
                blasLength(order, order),
                blasLength(inner, inner),
                1,
                elements,
                blasLength(columnCount, columnCount),
                0,
                &result.elements,
                blasLength(order, order)
            )
        }
        for row in 0..<order {
            for column in 0..<row { result[column, row] = result[row, column] }
        }
        return result
    }
}
