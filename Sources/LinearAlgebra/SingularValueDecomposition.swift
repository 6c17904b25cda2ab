internal import CLAPACKE

/// The thin singular value decomposition `A = U diag(s) Vᵀ`, by `LAPACKE_dgesdd`.
public struct SingularValueDecomposition: Sendable {
    /// The singular values, descending; as many as the smaller extent of A.
    public let values: [Double]
    /// Uᵀ: row k is the left singular vector of `values[k]`.
    public let left: DenseMatrix
    /// Vᵀ: row k is the right singular vector of `values[k]`, whose entry of largest magnitude is
    /// positive (the first of several).
    public let right: DenseMatrix

    /// Decomposes a matrix.
    ///
    /// - Throws: `LinearAlgebraError.invalidArgument` when an entry is NaN;
    ///   `LinearAlgebraError.noConvergence` when the iteration fails.
    /// - Complexity: O(m n min(m, n)) for m rows and n columns.
    /// - Numerics: The error of a singular value is at most about `max(m, n) * 2^-53` of the largest.
    public init(_ matrix: DenseMatrix) throws(LinearAlgebraError) {
        let (rows, columns) = (matrix.rowCount, matrix.columnCount)
        let rank = min(rows, columns)
        var content = matrix.elements
        var values = [Double](repeating: 0, count: rank)
        // LAPACK sees Aᵀ = V diag(s) Uᵀ in its column-major order: its U is our V, and its columns
        // are our rows; of its Vᵀ, which is our Uᵀ, it gives the columns.
        var right = DenseMatrix(rows: rank, columns: columns)
        var left = DenseMatrix(rows: rows, columns: rank)
        if rank > 0 {
            let info = OpenBLAS.withAnyThreads {
                unsafe LAPACKE_dgesdd(
                    LAPACK_COL_MAJOR,
                    CChar(UInt8(ascii: "S")),
                    blasLength(columns, columns),
                    blasLength(rows, rows),
                    &content,
                    blasLength(columns, columns),
                    &values,
                    &right.elements,
                    blasLength(columns, columns),
                    &left.elements,
                    blasLength(rank, rank)
                )
            }
            try LinearAlgebraError.check(info, of: "dgesdd")
        }
        var leftRows = left.transposed
        for row in 0..<rank where right.row(row).hasNegativePeak {
            for column in 0..<columns { right[row, column] = -right[row, column] }
            for column in 0..<rows { leftRows[row, column] = -leftRows[row, column] }
        }
        self.values = values
        self.left = leftRows
        self.right = right
    }
}

extension ArraySlice<Double> {
    /// Whether the entry of largest magnitude, the first of several, is negative.
    var hasNegativePeak: Bool {
        var peak = 0.0
        for entry in self where entry.magnitude > peak.magnitude { peak = entry }
        return peak < 0
    }
}
