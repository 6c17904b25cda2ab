/// Adam from the sum of the matrices down L = sum_i |(t - D_i) D_iᵀ|² / |D_i|², whose gradient is
/// 2 sum_i (t - D_i) D_iᵀ D_i / |D_i|².
func referenceWUDI(
    _ matrices: [ReferenceMatrix],
    steps: Int,
    rate: Double
) -> ReferenceMatrix {
    var merged = matrices.dropFirst().reduce(matrices[0], +)
    let (curvature, target) = sums(matrices)
    var means = merged.elements.map { _ in 0.0 }
    var squares = means
    var (first, second) = (1.0, 1.0)
    for _ in 0..<steps {
        first *= 0.9
        second *= 0.999
        let moved = product(merged, curvature)
        for index in merged.elements.indices {
            let slope = 2 * (moved.elements[index] - target.elements[index])
            means[index] = 0.9 * means[index] + (1 - 0.9) * slope
            squares[index] = 0.999 * squares[index] + (1 - 0.999) * slope * slope
            let length = (squares[index] / (1 - second)).squareRoot() + 1e-8
            merged.elements[index] -= rate * (means[index] / (1 - first)) / length
        }
    }
    return merged
}

/// C (H + ridge tr(H) / n)⁻¹, where H has an inverse; its pseudoinverse without a ridge.
func referenceWUDIClosed(_ matrices: [ReferenceMatrix], ridge: Double) -> ReferenceMatrix {
    var (curvature, target) = sums(matrices)
    let order = curvature.rowCount
    var trace = 0.0
    for index in 0..<order { trace += curvature[index, index] }
    for index in 0..<order { curvature[index, index] += ridge * trace / Double(order) }
    // The singular values of a positive matrix are its eigenvalues.
    let parts = ReferenceSVD(curvature)
    let inverse = ReferenceMatrix.sum(
        parts.right,
        parts.values.map { 1 / $0 },
        parts.left,
        like: curvature
    )
    return product(target, inverse)
}

/// H = sum_i D_iᵀ D_i / |D_i|² and C = sum_i D_i D_iᵀ D_i / |D_i|².
private func sums(
    _ matrices: [ReferenceMatrix]
) -> (curvature: ReferenceMatrix, target: ReferenceMatrix) {
    let (rows, columns) = (matrices[0].rowCount, matrices[0].columnCount)
    var curvature = ReferenceMatrix(rows: columns, columns: columns)
    var target = ReferenceMatrix(rows: rows, columns: columns)
    for matrix in matrices {
        let square = dotProduct(matrix.elements, matrix.elements)
        if square == 0 { continue }
        let gram = product(matrix.transposed, matrix).scaled(by: 1 / square)
        curvature = curvature + gram
        target = target + product(matrix, gram)
    }
    return (curvature, target)
}

private func product(_ left: ReferenceMatrix, _ right: ReferenceMatrix) -> ReferenceMatrix {
    var result = ReferenceMatrix(rows: left.rowCount, columns: right.columnCount)
    for row in 0..<left.rowCount {
        for inner in 0..<left.columnCount {
            let factor = left[row, inner]
            for column in 0..<right.columnCount {
                result[row, column] += factor * right[inner, column]
            }
        }
    }
    return result
}
