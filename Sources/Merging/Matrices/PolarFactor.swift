internal import LinearAlgebra

/// The nearest matrix with orthonormal rows, `polar(A) = (A Aᵀ)^(-1/2) A = P Q` for `A = P S Q`.
///
/// Where rows are linearly dependent it is that of Moore and Penrose: directions with a singular value
/// of zero, but for rounding, contribute nothing. Two equal rows u become `u / sqrt 2` each.
struct PolarFactor {
    /// The factor, of the extents of A.
    let factor: DenseMatrix
    /// The number of directions that contribute nothing.
    let lostCount: Int
    /// How far the rows of A are from being orthonormal, `|A Aᵀ - 1|`, in the Frobenius norm.
    let distance: Double

    /// Factors a matrix of rows.
    ///
    /// - Throws: `LinearAlgebraError` where the factorisation fails.
    /// - Complexity: O(K n min(K, n)) for K rows and n columns.
    /// - Numerics: The error grows with the inverse of the smallest singular value that contributes.
    init(ofRows rows: DenseMatrix) throws(LinearAlgebraError) {
        let parts = try SingularValueDecomposition(rows)
        let rank = parts.numericalRank
        factor = parts.left.rows(0..<rank)
            .product(with: parts.right.rows(0..<rank), transposingSelf: true)
        lostCount = rows.rowCount - rank
        let squares = parts.values.reduce(0) { $0 + ($1 * $1 - 1) * ($1 * $1 - 1) }
        distance = (squares + Double(rows.rowCount - parts.values.count)).squareRoot()
    }

    /// The memory that is held at once, the rows included, in bytes.
    static func byteCount(rows: Int, columns: Int) -> Int {
        SingularValueDecomposition.byteCount(rows: rows, columns: columns)
    }
}
