/// Adam from the sum of the matrices down L = sum_i |(t - D_i) D_iᵀ|² / |D_i|², whose gradient is
/// 2 sum_i (t - D_i) D_iᵀ D_i / |D_i|².
func referenceWUDI(
    _ matrices: [ReferenceMatrix],
    steps: Int,
    rate: Double
) -> ReferenceMatrix {
    var merged = matrices.dropFirst().reduce(matrices[0], +)
    var means = merged.elements.map { _ in 0.0 }
    var squares = means
    var (first, second) = (1.0, 1.0)
    for _ in 0..<steps {
        first *= 0.9
        second *= 0.999
        let gradient = interferenceGradient(merged, matrices)
        for index in merged.elements.indices {
            let slope = gradient[index]
            means[index] = 0.9 * means[index] + (1 - 0.9) * slope
            squares[index] = 0.999 * squares[index] + (1 - 0.999) * slope * slope
            let length = (squares[index] / (1 - second)).squareRoot() + 1e-8
            merged.elements[index] -= rate * (means[index] / (1 - first)) / length
        }
    }
    return merged
}

/// 2 sum_i (t - D_i) D_iᵀ D_i / |D_i|², element by element.
private func interferenceGradient(
    _ point: ReferenceMatrix,
    _ matrices: [ReferenceMatrix]
) -> [Double] {
    var gradient = point.elements.map { _ in 0.0 }
    for matrix in matrices {
        let square = dotProduct(matrix.elements, matrix.elements)
        if square == 0 { continue }
        let distance = point + matrix.scaled(by: -1)
        let part = product(product(distance, matrix.transposed), matrix)
        for index in gradient.indices { gradient[index] += 2 * part.elements[index] / square }
    }
    return gradient
}

/// C (H + ridge tr(H) / n)⁻¹, where H has an inverse; its pseudoinverse without a ridge.
///
/// H = BᵀB for the rows B of all D_i / |D_i|, so that with fewer rows than columns the same is
/// K (B Bᵀ + ridge tr(H) / n)⁻¹ B, where C = K B.
func referenceWUDIClosed(_ matrices: [ReferenceMatrix], ridge: Double) -> ReferenceMatrix {
    let columns = matrices[0].columnCount
    if matrices[0].rowCount * matrices.count < columns { return fromShortSide(matrices, ridge) }
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

private func fromShortSide(_ matrices: [ReferenceMatrix], _ ridge: Double) -> ReferenceMatrix {
    let (rows, columns) = (matrices[0].rowCount, matrices[0].columnCount)
    var all = ReferenceMatrix(rows: rows * matrices.count, columns: columns)
    var weights = ReferenceMatrix(rows: rows, columns: all.rowCount)
    for (model, matrix) in matrices.enumerated() {
        let length = dotProduct(matrix.elements, matrix.elements).squareRoot()
        if length == 0 { continue }
        let square = product(matrix, matrix.transposed)
        for row in 0..<rows {
            for column in 0..<columns {
                all[model * rows + row, column] = matrix[row, column] / length
            }
            for other in 0..<rows {
                weights[row, model * rows + other] = square[row, other] / length
            }
        }
    }
    var gram = product(all, all.transposed)
    var trace = 0.0
    for index in 0..<gram.rowCount { trace += gram[index, index] }
    for index in 0..<gram.rowCount { gram[index, index] += ridge * trace / Double(columns) }
    let parts = ReferenceSVD(gram)
    let inverse = ReferenceMatrix.sum(
        parts.right,
        parts.values.map { 1 / $0 },
        parts.left,
        like: gram
    )
    return product(weights, product(inverse, all))
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
