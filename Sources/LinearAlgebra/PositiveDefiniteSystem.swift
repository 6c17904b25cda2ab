internal import CLAPACKE
internal import Glibc

/// A symmetric positive-definite matrix, factored for solving linear systems.
///
/// The Cholesky factorisation `A = U^T U` by `LAPACKE_dpotrf`, column-major.
public struct PositiveDefiniteSystem: Sendable {
    /// The number of rows and columns.
    public let order: Int

    /// An estimate of `1 / (|A| |A^-1|)` in the 1-norm, by `LAPACKE_dpocon`.
    ///
    /// A solution loses about as many digits as this number has zeros after its point.
    public let reciprocalCondition: Double

    private let factor: [Double]

    /// Factors a matrix.
    ///
    /// - Parameters:
    ///   - matrix: The symmetric matrix; being symmetric, row by row is column by column.
    ///   - order: The number of rows and columns, at least 1.
    /// - Precondition: `matrix` has `order * order` entries.
    /// - Throws: `LinearAlgebraError.notPositiveDefinite` when a leading minor is not positive;
    ///   `invalidArgument` when an entry is NaN; `addressSpace` when the system refuses it to the
    ///   library.
    /// - Complexity: O(order^3).
    public init(_ matrix: [Double], order: Int) throws(LinearAlgebraError) {
        precondition(order > 0, "a linear system has at least one unknown")
        precondition(matrix.count == order * order, "the matrix is not square of order \(order)")
        try OpenBLAS.checkAddressSpace(forThreads: 1)
        let size = blasLength(order, order)
        var factor = matrix
        var reciprocalCondition = 0.0
        let normOfMatrix = Self.oneNorm(of: matrix, order: order)
        let factored = OpenBLAS.withAnyThreads {
            unsafe LAPACKE_dpotrf(LAPACK_COL_MAJOR, upper, size, &factor, size)
        }
        if factored > 0 { throw .notPositiveDefinite(order: Int(factored)) }
        try LinearAlgebraError.check(factored, of: "dpotrf")
        try LinearAlgebraError.check(
            OpenBLAS.withAnyThreads {
                unsafe LAPACKE_dpocon(
                    LAPACK_COL_MAJOR,
                    upper,
                    size,
                    factor,
                    size,
                    normOfMatrix,
                    &reciprocalCondition
                )
            },
            of: "dpocon"
        )
        self.order = order
        self.factor = factor
        self.reciprocalCondition = reciprocalCondition
    }

    /// Solves `A x = b`.
    ///
    /// - Parameter rightHandSide: The vector b.
    /// - Returns: The vector x.
    /// - Precondition: `rightHandSide` has `order` entries.
    /// - Throws: `LinearAlgebraError.invalidArgument` when an entry is NaN.
    /// - Complexity: O(order^2).
    /// - Numerics: The relative error is about `2^-53 / reciprocalCondition`.
    public func solve(_ rightHandSide: [Double]) throws(LinearAlgebraError) -> [Double] {
        precondition(rightHandSide.count == order, "the right-hand side has another length")
        return try solve(rows: DenseMatrix(rightHandSide, rows: 1, columns: order)).elements
    }

    /// Solves `X A = B`, every row on its own.
    ///
    /// - Parameter rows: B.
    /// - Returns: X.
    /// - Precondition: B has `order` columns.
    /// - Throws: `LinearAlgebraError.invalidArgument` when an entry is NaN.
    /// - Complexity: O(order^2) for each row.
    /// - Numerics: The relative error is about `2^-53 / reciprocalCondition`.
    package func solve(rows: DenseMatrix) throws(LinearAlgebraError) -> DenseMatrix {
        precondition(rows.columnCount == order, "the right-hand sides have another length")
        guard rows.rowCount > 0 else { return rows }
        let size = blasLength(order, order)
        var solution = rows
        try LinearAlgebraError.check(
            OpenBLAS.withAnyThreads {
                unsafe LAPACKE_dpotrs(
                    LAPACK_COL_MAJOR,
                    upper,
                    size,
                    blasLength(rows.rowCount, rows.rowCount),
                    factor,
                    size,
                    &solution.elements,
                    size
                )
            },
            of: "dpotrs"
        )
        return solution
    }

    /// The natural logarithm of the determinant, `2 sum ln U_ii`.
    ///
    /// - Complexity: O(order).
    public var logDeterminant: Double {
        (0..<order).reduce(0) { $0 + 2 * log(factor[$1 * order + $1]) }
    }

    private static func oneNorm(of matrix: [Double], order: Int) -> Double {
        (0..<order).map { column in
            (0..<order).reduce(0) { $0 + matrix[column * order + $1].magnitude }
        }.max() ?? 0
    }
}

private let upper = CChar(UInt8(ascii: "U"))
