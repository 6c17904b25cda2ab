internal import CLAPACKE

/// The thin singular value decomposition `A = U diag(s) Vᵀ`, by `LAPACKE_dgesdd`, and by
/// `LAPACKE_dgesvd` where that does not converge.
public struct SingularValueDecomposition: Sendable {
    /// The singular values, descending; as many as the smaller extent of A.
    public let values: [Double]
    /// Uᵀ: row k is the left singular vector of `values[k]`.
    public let left: DenseMatrix
    /// Vᵀ: row k is the right singular vector of `values[k]`, whose entry of largest magnitude is
    /// positive (the first of several).
    public let right: DenseMatrix

    /// How the bidiagonal matrix in between is worked on.
    package enum Algorithm: Sendable, CaseIterable {
        /// `dgesdd`: several times faster on large matrices.
        case divideAndConquer
        /// `dgesvd`.
        case qrIteration
    }

    /// Decomposes a matrix.
    ///
    /// - Throws: `LinearAlgebraError.invalidArgument` when an entry is NaN;
    ///   `LinearAlgebraError.noConvergence` when both iterations fail; `addressSpace` when
    ///   the system refuses it to the library.
    /// - Complexity: O(m n min(m, n)) for m rows and n columns; for the memory see `byteCount`.
    /// - Numerics: The error of a singular value is at most about `max(m, n) * 2^-53` of the largest.
    public init(_ matrix: DenseMatrix) throws(LinearAlgebraError) {
        do throws(LinearAlgebraError) {
            try self.init(matrix, by: .divideAndConquer)
        } catch {
            guard case .noConvergence = error else { throw error }
            try self.init(matrix, by: .qrIteration)
        }
    }

    /// The memory that is held at once, the matrix included, in bytes.
    ///
    /// The matrix and the copy that LAPACK destroys, both factors, and LAPACK's work of about
    /// `5 r^2`. The copy is gone before the left factor is transposed.
    package static func byteCount(rows: Int, columns: Int) -> Int {
        let rank = min(rows, columns)
        return (2 * rows * columns + (rows + columns) * rank + 5 * rank * rank)
            * MemoryLayout<Double>.stride
    }

    /// Decomposes a matrix in one of two ways.
    package init(_ matrix: DenseMatrix, by algorithm: Algorithm) throws(LinearAlgebraError) {
        let (rows, columns) = (matrix.rowCount, matrix.columnCount)
        let rank = min(rows, columns)
        var content = matrix.elements
        var values = [Double](repeating: 0, count: rank)
        // LAPACK sees Aᵀ = V diag(s) Uᵀ in its column-major order: its U is our V, and its columns
        // are our rows; of its Vᵀ, which is our Uᵀ, it gives the columns.
        var right = DenseMatrix(rows: rank, columns: columns)
        var left = DenseMatrix(rows: rows, columns: rank)
        if rank > 0 {
            try OpenBLAS.checkAddressSpace(forThreads: 1)
            try Self.decompose(&content, rows, columns, algorithm, &values, &right, &left)
        }
        content = []
        var leftRows = left.transposed
        left = DenseMatrix(rows: 0, columns: 0)
        for row in 0..<rank where right.row(row).hasNegativePeak {
            for column in 0..<columns { right[row, column] = -right[row, column] }
            for column in 0..<rows { leftRows[row, column] = -leftRows[row, column] }
        }
        self.values = values
        self.left = leftRows
        self.right = right
    }

    private static func decompose(
        _ content: inout [Double],
        _ rows: Int,
        _ columns: Int,
        _ algorithm: Algorithm,
        _ values: inout [Double],
        _ right: inout DenseMatrix,
        _ left: inout DenseMatrix
    ) throws(LinearAlgebraError) {
        let thin = CChar(UInt8(ascii: "S"))
        let rank = min(rows, columns)
        let (m, n) = (blasLength(columns, columns), blasLength(rows, rows))
        switch algorithm {
        case .divideAndConquer:
            let info = OpenBLAS.withAnyThreads {
                unsafe LAPACKE_dgesdd(
                    LAPACK_COL_MAJOR,
                    thin,
                    m,
                    n,
                    &content,
                    m,
                    &values,
                    &right.elements,
                    m,
                    &left.elements,
                    blasLength(rank, rank)
                )
            }
            try LinearAlgebraError.check(info, of: "dgesdd")
        case .qrIteration:
            var unconverged = [Double](repeating: 0, count: rank)
            let info = OpenBLAS.withAnyThreads {
                unsafe LAPACKE_dgesvd(
                    LAPACK_COL_MAJOR,
                    thin,
                    thin,
                    m,
                    n,
                    &content,
                    m,
                    &values,
                    &right.elements,
                    m,
                    &left.elements,
                    blasLength(rank, rank),
                    &unconverged
                )
            }
            try LinearAlgebraError.check(info, of: "dgesvd")
        }
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
