extension DenseMatrix {
    /// Some of the rows, as a matrix of their own.
    ///
    /// - Precondition: They lie within the matrix.
    package func rows(_ range: Range<Int>) -> DenseMatrix {
        DenseMatrix(
            Array(elements[range.lowerBound * columnCount..<range.upperBound * columnCount]),
            rows: range.count,
            columns: columnCount
        )
    }

    /// Replaces some elements, counted row by row.
    ///
    /// - Precondition: They lie within the matrix.
    package mutating func replaceElements(from start: Int, with values: Span<Double>) {
        var all = elements.mutableSpan
        for index in values.indices { all[start + index] = values[index] }
    }

    /// Adds a multiple of another matrix, by `cblas_daxpy`.
    ///
    /// - Precondition: Both have the same extents, and at most `Int32.max` elements.
    package mutating func add(_ other: DenseMatrix, times factor: Double = 1) {
        precondition(
            rowCount == other.rowCount && columnCount == other.columnCount,
            "the extents of a sum differ"
        )
        var sum = elements.mutableSpan
        addMultiple(of: other.elements.span, times: factor, to: &sum)
    }

    /// The matrix times a number.
    package func times(_ factor: Double) -> DenseMatrix {
        var result = self
        result.scale(by: factor)
        return result
    }

    /// Multiplies every element by a number.
    package mutating func scale(by factor: Double) {
        guard factor != 1 else { return }
        var values = elements.mutableSpan
        for index in values.indices { values[index] *= factor }
    }

    /// Multiplies the elements of each row by the row's own number.
    ///
    /// - Precondition: There are as many numbers as rows.
    package mutating func scaleRows(by factors: some RandomAccessCollection<Double>) {
        precondition(factors.count == rowCount, "there is not one factor for each row")
        let length = columnCount
        var values = elements.mutableSpan
        for (row, factor) in factors.enumerated() {
            for index in row * length..<(row + 1) * length { values[index] *= factor }
        }
    }
}
