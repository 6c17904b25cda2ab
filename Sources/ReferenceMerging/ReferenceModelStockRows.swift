/// Merges one tensor with a ratio of its own for every row.
///
/// `granularity = lastdim` takes the vectors along the last dimension as rows, `outrow` takes
/// everything under one index of dimension 0, and a 1-D tensor is one row (section 3). Every row is
/// merged by `referenceModelStock` as if it were a tensor.
///
/// - Parameters:
///   - base: The elements of the anchor w0 in row-major order.
///   - models: The elements of the fine-tuned models w_i.
///   - rowLength: The number of elements of a row.
///   - storage: The type in which the checkpoints are stored.
///   - options: The variant and its options.
/// - Returns: The merged elements and the result of every row.
/// - Precondition: Base and models have the same number of elements, and it is a multiple of the
///   row length, which is positive.
/// - Throws: `ReferenceError` when the variant is not defined for the number of models.
package func referenceModelStockRows(
    base: [Double],
    models: [[Double]],
    rowLength: Int,
    storage: ReferenceElementType,
    options: ReferenceOptions
) throws(ReferenceError) -> ReferenceRows {
    try checkModelCount(models.count, variant: options.variant)
    precondition(rowLength > 0, "A row has at least one element.")
    precondition(base.count % rowLength == 0, "The elements do not form a whole number of rows.")
    for model in models {
        precondition(model.count == base.count, "A model differs from the base in its elements.")
    }
    var result = ReferenceRows(values: [], rows: [])
    for start in stride(from: 0, to: base.count, by: rowLength) {
        let row = try referenceModelStock(
            base: [Array(base[start..<(start + rowLength)])],
            models: models.map { model in [Array(model[start..<(start + rowLength)])] },
            storage: storage,
            options: options
        )
        result.values += row.values[0]
        result.rows.append(row)
    }
    return result
}

/// A tensor merged with one ratio per row.
package struct ReferenceRows: Sendable, Equatable {
    /// The merged elements of all rows in order, not yet rounded to a storage type.
    package var values: [Double]
    /// The result of every row; each holds one tensor, the row.
    package var rows: [ReferenceLayer]
}
