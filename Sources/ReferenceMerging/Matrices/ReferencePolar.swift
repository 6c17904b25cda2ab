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
