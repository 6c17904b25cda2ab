internal import LinearAlgebra

/// What one module of a model becomes in an adapter, and what is lost.
package struct AdapterLayer: Sendable {
    /// The module, by Hugging Face's name.
    package let module: String
    /// The rank that was kept.
    package let rank: Int
    /// The length of the difference of model and base, its Frobenius norm.
    package let norm: Double
    /// The length of what the adapter lacks of it: `√Σ_{j>k} s_j²`.
    package let error: Double

    /// `√S_k V_kᵀ` and `U_k √S_k`, row by row.
    let (a, b): ([Double], [Double])

    /// Takes the first singular directions of a difference.
    ///
    ///     A = √S_k V_kᵀ,  B = U_k √S_k;  k = min(rank, number of s_j > epsilon)
    ///
    /// Directions whose singular value is zero but for rounding are not kept. Of two signs, the one counts
    /// that makes the entry of largest magnitude of a right direction positive, so that equal inputs give
    /// equal bytes.
    ///
    /// - Throws: `LinearAlgebraError`.
    /// - Complexity: O(m n min(m, n)).
    init(
        _ module: String,
        _ difference: DenseMatrix,
        rank most: Int,
        epsilon: Double
    ) throws(LinearAlgebraError) {
        self.module = module
        norm = difference.frobeniusNorm
        guard norm > 0 else {
            (rank, error, a, b) = (0, 0, [], [])
            return
        }
        let parts = try SingularValueDecomposition(difference)
        let (rows, columns) = (difference.rowCount, difference.columnCount)
        let zero = Double(max(rows, columns)) * Double.ulpOfOne * (parts.values.first ?? 0)
        let rank = parts.values.prefix(most).count { $0 > max(epsilon, zero) }
        self.rank = rank
        error = parts.values.dropFirst(rank).reduce(0) { $0 + $1 * $1 }.squareRoot()
        let roots = parts.values.prefix(rank).map { $0.squareRoot() }
        a = (0..<rank).flatMap { k in parts.right.row(k).map { roots[k] * $0 } }
        b = (0..<rows).flatMap { row in (0..<rank).map { parts.left[$0, row] * roots[$0] } }
    }
}
