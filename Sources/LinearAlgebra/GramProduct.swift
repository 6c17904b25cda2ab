internal import COpenBLAS

/// Adds the dot products of all pairs of rows to a Gram matrix: `G_ij += <x_i, x_j>`.
///
/// Few rows take one `cblas_ddot` per pair, which reads each row from cache; many take
/// `cblas_dsyrk`, which blocks them into registers.
///
/// - Parameters:
///   - rows: The rows, one after another, `stride` elements apart.
///   - rowCount: The number N of rows.
///   - rowLength: The number of elements in each row.
///   - stride: The distance between the starts of two rows.
///   - algorithm: How; nil for what takes less time with so many rows.
///   - gram: The N x N matrix, row by row. Only its lower triangle, `j <= i`, changes.
/// - Precondition: `rows` holds all rows, `gram` N x N elements, `rowLength <= stride`, and every
///   extent is at most `Int32.max`.
/// - Complexity: O(N^2 n) time; no allocation of ours.
/// - Numerics: Sums in 64 bits: the error of an entry is at most
///   `n * 2^-53 * sum_k |x_ik x_jk|`. Same bits for the same rows, whatever the thread.
public func accumulateGram(
    of rows: Span<Double>,
    rowCount: Int,
    rowLength: Int,
    stride: Int,
    by algorithm: GramAlgorithm? = nil,
    into gram: inout MutableSpan<Double>
) {
    precondition(rowLength <= stride, "rows overlap")
    precondition(gram.count == rowCount * rowCount, "the Gram matrix has another size")
    precondition(rows.count >= (rowCount - 1) * stride + rowLength, "rows are missing")
    switch algorithm ?? .fastest(rowCount: rowCount) {
    case .dotProducts: accumulateByDots(of: rows, rowCount, rowLength, stride, into: &gram)
    case .rankUpdate: accumulateByRankUpdate(of: rows, rowCount, rowLength, stride, into: &gram)
    }
}

func accumulateByDots(
    of rows: Span<Double>,
    _ rowCount: Int,
    _ rowLength: Int,
    _ stride: Int,
    into gram: inout MutableSpan<Double>
) {
    for i in 0..<rowCount {
        let row = rows.extracting(i * stride..<i * stride + rowLength)
        for j in 0...i {
            let other = rows.extracting(j * stride..<j * stride + rowLength)
            gram[i * rowCount + j] += dot(row, other)
        }
    }
}

func accumulateByRankUpdate(
    of rows: Span<Double>,
    _ rowCount: Int,
    _ rowLength: Int,
    _ stride: Int,
    into gram: inout MutableSpan<Double>
) {
    // Our rows are the columns of BLAS's column-major matrix, so G = AᵀA; its upper triangle is
    // our lower one.
    let (n, k) = (blasLength(rowCount, rowCount), blasLength(rowLength, rowLength))
    let leading = blasLength(stride, stride)
    unsafe rows.withUnsafeBufferPointer { rows in
        unsafe gram.withUnsafeMutableBufferPointer { gram in
            unsafe cblas_dsyrk(
                CblasColMajor,
                CblasUpper,
                CblasTrans,
                n,
                k,
                1,
                rows.baseAddress,
                leading,
                1,
                gram.baseAddress,
                n
            )
        }
    }
}
