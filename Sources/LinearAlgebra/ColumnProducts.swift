internal import CColumnKernels

/// Adds to each column's sum the products of two matrices' elements there: `s_c += sum_r x_rc y_rc`.
///
/// The diagonal of `Xᵀ Y`, for which BLAS has no call; `cblas_ddot` of columns would read each line of the cache
/// once for every column in it.
///
/// - Parameters:
///   - x: The rows of X, `stride` elements apart.
///   - y: Those of Y; it may be X.
///   - rowCount: The number of rows.
///   - columnCount: The number of columns.
///   - stride: The distance between the starts of two rows.
///   - sums: A sum for each column.
/// - Precondition: Both hold all rows, and `columnCount <= stride`.
/// - Complexity: O(rows columns) time, no allocation.
/// - Numerics: One rounding of the product and one of the sum, in 64 bits, row after row: the same bits whether rows
///   come at once or one at a time, and on every processor.
public func addColumnProducts(
    of x: Span<Double>,
    and y: Span<Double>,
    rowCount: Int,
    columnCount: Int,
    stride: Int,
    to sums: inout MutableSpan<Double>
) {
    let end = rowCount > 0 ? (rowCount - 1) * stride + columnCount : 0
    precondition(columnCount <= stride && sums.count == columnCount, "the columns differ in number")
    precondition(x.count >= end && y.count >= end, "rows are missing")
    guard rowCount > 0, columnCount > 0 else { return }
    guard hasColumnKernels else {
        addColumnProductsPortably(of: x, and: y, rowCount, columnCount, stride, to: &sums)
        return
    }
    unsafe x.withUnsafeBufferPointer { x in
        unsafe y.withUnsafeBufferPointer { y in
            unsafe sums.withUnsafeMutableBufferPointer { sums in
                unsafe stockpot_add_column_products(
                    x.baseAddress,
                    y.baseAddress,
                    rowCount,
                    columnCount,
                    stride,
                    sums.baseAddress
                )
            }
        }
    }
}

/// The same on any processor.
func addColumnProductsPortably(
    of x: Span<Double>,
    and y: Span<Double>,
    _ rowCount: Int,
    _ columnCount: Int,
    _ stride: Int,
    to sums: inout MutableSpan<Double>
) {
    for row in 0..<rowCount {
        let first = x.extracting(row * stride..<row * stride + columnCount)
        let second = y.extracting(row * stride..<row * stride + columnCount)
        for index in sums.indices { sums[index] += first[index] * second[index] }
    }
}

private let hasColumnKernels = stockpot_has_column_kernels()
