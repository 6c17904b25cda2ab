internal import LinearAlgebra

/// Attention of one image and head: `softmax(q kᵀ / √w) v`.
struct Attention {
    /// The rows of the image's keys and values.
    let keyRows: Range<Int>
    /// The first column of keys, and of values.
    let keyColumn: Int
    let valueColumn: Int
    /// The rows of the queries and of the result.
    let queryRows: Range<Int>
    /// The first column of the queries and of the result.
    let column: Int
    /// The width w of the head.
    let width: Int

    /// Computes the result for queries that are in a matrix of their own.
    func apply(
        queries: borrowing Matrix,
        projections: borrowing Matrix,
        scores: inout Matrix,
        into context: inout Matrix
    ) {
        let (columns, rows) = (column..<column + width, queryRows)
        let scoreLayout = scores.layout(rows: 0..<rows.count, columns: 0..<keyRows.count)
        let keys = projections.layout(rows: keyRows, columns: keyColumn..<keyColumn + width)
        let values = projections.layout(rows: keyRows, columns: valueColumn..<valueColumn + width)
        let queryLayout = queries.layout(rows: rows, columns: columns)
        let resultLayout = context.layout(rows: rows, columns: columns)
        let (queryElements, elements) = (queries.elements, projections.elements)
        scores.withElements { target in
            accumulateProduct(
                of: queryElements,
                queryLayout,
                with: elements,
                keys,
                transposed: true,
                times: 1 / Float(width).squareRoot(),
                keeping: 0,
                into: &target,
                scoreLayout
            )
        }
        scores.applySoftmax(rows: rows.count)
        let weights = scores.elements
        context.withElements { target in
            accumulateProduct(
                of: weights,
                scoreLayout,
                with: elements,
                values,
                transposed: false,
                keeping: 0,
                into: &target,
                resultLayout
            )
        }
    }
}
