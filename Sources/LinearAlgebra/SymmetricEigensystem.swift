internal import CLAPACKE

/// The eigenvalues and eigenvectors of a symmetric matrix, by `LAPACKE_dsyevd`.
public struct SymmetricEigensystem: Sendable {
    /// The eigenvalues, ascending.
    public let values: [Double]
    /// The eigenvectors: row k belongs to `values[k]`, has norm 1, and its entry of largest magnitude
    /// is positive (the first of several).
    public let vectors: DenseMatrix

    /// Decomposes a matrix.
    ///
    /// - Parameter matrix: A symmetric matrix; its lower triangle is not read.
    /// - Precondition: `matrix` is square.
    /// - Throws: `LinearAlgebraError.invalidArgument` when an entry is NaN;
    ///   `LinearAlgebraError.noConvergence` when the iteration fails; `addressSpace` when the system
    ///   refuses it to the library.
    /// - Complexity: O(n^3) for order n.
    /// - Numerics: The error of an eigenvalue is at most about `n * 2^-53` of the largest magnitude.
    public init(_ matrix: DenseMatrix) throws(LinearAlgebraError) {
        precondition(matrix.rowCount == matrix.columnCount, "the matrix is not square")
        let order = matrix.rowCount
        var vectors = matrix
        var values = [Double](repeating: 0, count: order)
        if order > 0 {
            try OpenBLAS.checkAddressSpace(forThreads: 1)
            let size = blasLength(order, order)
            // Column-major: an eigenvector is a column of LAPACK's matrix, hence a row of ours.
            let info = OpenBLAS.withAnyThreads {
                unsafe LAPACKE_dsyevd(
                    LAPACK_COL_MAJOR,
                    CChar(UInt8(ascii: "V")),
                    CChar(UInt8(ascii: "L")),
                    size,
                    &vectors.elements,
                    size,
                    &values
                )
            }
            try LinearAlgebraError.check(info, of: "dsyevd")
        }
        for row in 0..<order where vectors.row(row).hasNegativePeak {
            for column in 0..<order { vectors[row, column] = -vectors[row, column] }
        }
        self.values = values
        self.vectors = vectors
    }
}
