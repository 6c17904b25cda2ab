internal import LinearAlgebra

/// Rows of numbers that are kept in 32 bits and widened a few at a time.
package struct NarrowRows: Sendable {
    /// The number of columns.
    package let columnCount: Int
    private var elements: [Float] = []

    /// Begins without rows.
    init(columnCount: Int, reservingRows rowCount: Int) {
        self.columnCount = columnCount
        elements.reserveCapacity(rowCount * columnCount)
    }

    /// Keeps all rows of a matrix.
    init(_ matrix: DenseMatrix) {
        self.init(columnCount: matrix.columnCount, reservingRows: matrix.rowCount)
        append(matrix)
    }

    /// Keeps more rows, each number rounded to nearest.
    mutating func append(_ rows: DenseMatrix) {
        precondition(rows.columnCount == columnCount, "rows differ in length")
        for value in rows.elements { elements.append(Float(value)) }
    }

    /// Some rows in 64 bits.
    func rows(_ range: Range<Int>) -> DenseMatrix {
        let places = range.lowerBound * columnCount..<range.upperBound * columnCount
        return DenseMatrix(
            elements[places].map(Double.init),
            rows: range.count,
            columns: columnCount
        )
    }
}
