internal import COpenBLAS

/// Adds a product of matrices to a multiple of a third: `C = alpha A op(B) + beta C`.
///
/// - Parameters:
///   - a: The elements around A, row by row.
///   - aLayout: Where A lies among them.
///   - b: The elements around B.
///   - bLayout: Where B lies among them.
///   - transposed: Whether `op(B)` is the transpose of B, as it is for weights stored by output.
///   - alpha: The factor of the product.
///   - beta: The factor of what C holds; with 0, C may hold anything, NaN too.
///   - c: The elements around C; those outside of C stay as they are.
///   - cLayout: Where C lies among them.
/// - Precondition: The extents match, the layouts lie within the spans, and every extent is at
///   most `Int32.max`.
/// - Complexity: O(rows * columns * inner extent) time; OpenBLAS packs blocks into memory of its own.
/// - Numerics: `cblas_sgemm` sums in 32 bits: the error of an entry is at most about
///   `k * 2^-24 * sum |a_i b_i|` for an inner extent k. The kernel decides the order of the sums, and
///   it may depend on an entry's place and on all extents: only the same call gives the same bits.
public func accumulateProduct(
    of a: Span<Float>,
    _ aLayout: MatrixLayout,
    with b: Span<Float>,
    _ bLayout: MatrixLayout,
    transposed: Bool,
    times alpha: Float = 1,
    keeping beta: Float = 1,
    into c: inout MutableSpan<Float>,
    _ cLayout: MatrixLayout
) {
    let columns = transposed ? bLayout.rowCount : bLayout.columnCount
    let inner = transposed ? bLayout.columnCount : bLayout.rowCount
    precondition(aLayout.columnCount == inner, "the inner extents of a product differ")
    precondition(cLayout.rowCount == aLayout.rowCount, "a product has another number of rows")
    precondition(cLayout.columnCount == columns, "a product has another number of columns")
    precondition(
        aLayout.end <= a.count && bLayout.end <= b.count && cLayout.end <= c.count,
        "a matrix exceeds its elements"
    )
    guard aLayout.rowCount > 0, columns > 0 else { return }
    unsafe a.withUnsafeBufferPointer { a in
        unsafe b.withUnsafeBufferPointer { b in
            unsafe c.withUnsafeMutableBufferPointer { c in
                unsafe cblas_sgemm(
                    CblasRowMajor,
                    CblasNoTrans,
                    transposed ? CblasTrans : CblasNoTrans,
                    blasLength(aLayout.rowCount, cLayout.rowCount),
                    blasLength(columns, cLayout.columnCount),
                    blasLength(inner, aLayout.columnCount),
                    alpha,
                    a.baseAddress.map { unsafe $0 + aLayout.offset },
                    blasLength(aLayout.stride, aLayout.stride),
                    b.baseAddress.map { unsafe $0 + bLayout.offset },
                    blasLength(bLayout.stride, bLayout.stride),
                    beta,
                    c.baseAddress.map { unsafe $0 + cLayout.offset },
                    blasLength(cLayout.stride, cLayout.stride)
                )
            }
        }
    }
}
