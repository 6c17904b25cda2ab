import Glibc

/// The singular values and vectors of a matrix, by one-sided Jacobi rotations.
///
/// Columns are turned against each other, pair by pair, until all are orthogonal: their lengths are
/// then the singular values, they themselves the left vectors, and the turns the right ones (Hestenes
/// 1958). Slow, and accurate to the last digits.
struct ReferenceSVD {
    /// Descending; those that are zero but for rounding, at most max(m, n) 2^-52 of the first, are
    /// left out, as are their vectors.
    var values: [Double] = []
    /// A left singular vector for each value.
    var left: [[Double]] = []
    /// A right singular vector for each value.
    var right: [[Double]] = []
    /// All min(m, n) singular values, descending.
    var allValues: [Double] = []

    init(_ matrix: ReferenceMatrix) {
        if matrix.rowCount < matrix.columnCount {
            let other = ReferenceSVD(matrix.transposed)
            values = other.values
            allValues = other.allValues
            left = other.right
            right = other.left
            return
        }
        let count = matrix.columnCount
        var columns = (0..<count).map { matrix.column($0) }
        var turns = (0..<count).map { turn in
            (0..<count).map { $0 == turn ? 1.0 : 0 }
        }
        for _ in 0..<60 {
            if !sweep(&columns, &turns) { break }
        }
        let lengths = columns.map { sqrt(dotProduct($0, $0)) }
        let order = lengths.indices.sorted { (lengths[$1], $0) < (lengths[$0], $1) }
        allValues = order.map { lengths[$0] }
        let least = Double(max(matrix.rowCount, count)) * 0x1p-52 * (allValues.first ?? 0)
        for index in order where lengths[index] > least {
            values.append(lengths[index])
            left.append(columns[index].map { $0 / lengths[index] })
            right.append(turns[index])
        }
    }
}

/// Turns every pair of columns once; false when all were orthogonal.
private func sweep(_ columns: inout [[Double]], _ turns: inout [[Double]]) -> Bool {
    var turned = false
    let longest = columns.map { dotProduct($0, $0) }.max() ?? 0
    for first in columns.indices {
        for second in columns.indices where second > first {
            let (a, b) = (
                dotProduct(columns[first], columns[first]),
                dotProduct(columns[second], columns[second])
            )
            let c = dotProduct(columns[first], columns[second])
            // What is left of a column that is zero but for rounding has no direction.
            if min(a, b) <= longest * 0x1p-106 || abs(c) <= 0x1p-52 * sqrt(a) * sqrt(b) { continue }
            turned = true
            let zeta = (b - a) / (2 * c)
            let tangent = (zeta >= 0 ? 1 : -1) / (abs(zeta) + sqrt(1 + zeta * zeta))
            let cosine = 1 / sqrt(1 + tangent * tangent)
            turn(&columns, first, second, cosine, cosine * tangent)
            turn(&turns, first, second, cosine, cosine * tangent)
        }
    }
    return turned
}

private func turn(
    _ vectors: inout [[Double]],
    _ first: Int,
    _ second: Int,
    _ cosine: Double,
    _ sine: Double
) {
    for index in vectors[first].indices {
        let (x, y) = (vectors[first][index], vectors[second][index])
        vectors[first][index] = cosine * x - sine * y
        vectors[second][index] = sine * x + cosine * y
    }
}

/// The orthonormal vectors nearest to some vectors: polar(A) = P Qᵀ for A = P S Qᵀ, whose columns they
/// are; directions that they lack contribute nothing.
func referencePolar(_ vectors: [[Double]]) -> [[Double]] {
    guard let length = vectors.first?.count else { return [] }
    var matrix = ReferenceMatrix(rows: length, columns: vectors.count)
    for (column, vector) in vectors.enumerated() {
        for row in vector.indices { matrix[row, column] = vector[row] }
    }
    let parts = ReferenceSVD(matrix)
    let ones = parts.values.map { _ in 1.0 }
    let polar = ReferenceMatrix.sum(parts.left, ones, parts.right, like: matrix)
    return vectors.indices.map { polar.column($0) }
}
