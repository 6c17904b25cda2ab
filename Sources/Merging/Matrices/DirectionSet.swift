internal import LinearAlgebra

/// Directions that were kept of several matrices: rows `u_j` and `v_j`, and their singular values.
struct DirectionSet {
    private var left: [Double] = []
    private var right: [Double] = []
    private(set) var values: [Double] = []
    private let extents: MatrixExtents

    /// - Parameters:
    ///   - extents: The extents of the matrices.
    ///   - capacity: The most directions that will be kept.
    init(_ extents: MatrixExtents, capacity: Int) {
        self.extents = extents
        left.reserveCapacity(capacity * extents.rowCount)
        right.reserveCapacity(capacity * extents.columnCount)
    }

    /// The memory of so many directions, in bytes.
    static func byteCount(_ extents: MatrixExtents, count: Int) -> Int {
        count * (extents.rowCount + extents.columnCount) * MemoryLayout<Double>.stride
    }

    /// Keeps the first directions of a matrix.
    mutating func add(_ parts: SingularValueDecomposition, first count: Int) {
        left += parts.left.elements[..<(count * extents.rowCount)]
        right += parts.right.elements[..<(count * extents.columnCount)]
        values += parts.values[..<count]
    }

    /// Makes the directions of either side orthonormal together, and puts a matrix together of them:
    /// `polar(U) diag(s) polar(V)ᵀ`.
    ///
    /// - Parameter spectrum: Other singular values than their own, in their order.
    /// - Returns: The matrix; the directions that were lost because they depend on others; and how far
    ///   the left ones are from being orthonormal.
    /// - Throws: `LinearAlgebraError` where a factorisation fails.
    consuming func orthogonalised(
        spectrum: [Double]? = nil
    ) throws(LinearAlgebraError) -> (matrix: DenseMatrix, lostCount: Int, interference: Double) {
        let (count, values) = (values.count, spectrum ?? values)
        let u = try PolarFactor(
            ofRows: DenseMatrix(left, rows: count, columns: extents.rowCount)
        )
        left = []
        let v = try PolarFactor(
            ofRows: DenseMatrix(right, rows: count, columns: extents.columnCount)
        )
        right = []
        var scaled = v.factor
        scaled.scaleRows(by: values)
        return (
            u.factor.product(with: scaled, transposingSelf: true),
            max(u.lostCount, v.lostCount), u.distance
        )
    }

    /// The memory that `orthogonalised` holds at once, in bytes.
    static func orthogonalisationByteCount(_ extents: MatrixExtents, count: Int) -> Int {
        let factors = byteCount(extents, count: count)
        let u = PolarFactor.byteCount(rows: count, columns: extents.rowCount)
        let v = PolarFactor.byteCount(rows: count, columns: extents.columnCount)
        return factors + max(u, v, extents.elementCount * MemoryLayout<Double>.stride)
    }
}
