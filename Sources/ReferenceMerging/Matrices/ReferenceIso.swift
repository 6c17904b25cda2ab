/// U diag((1 - f) s + f mean) Vᵀ of the sum of the matrices, the mean over min(m, n) values.
func referenceIsoC(_ matrices: [ReferenceMatrix], flatten: Double) -> ReferenceMatrix {
    let sum = total(matrices)
    if flatten == 0 { return sum }
    let parts = ReferenceSVD(sum)
    let mean = meanValue(parts.values, sum)
    let spectrum = parts.values.map { (1 - flatten) * $0 + flatten * mean }
    return ReferenceMatrix.sum(parts.left, spectrum, parts.right, like: sum)
}

/// The common directions of the sum, and what they leave of each matrix.
func referenceIsoCTS(_ matrices: [ReferenceMatrix], fraction: Double) -> ReferenceMatrix {
    let sum = total(matrices)
    let rank = min(sum.rowCount, sum.columnCount)
    let rest = rank - Int(Double(rank) * fraction)
    let quotient = Double(rest) / Double(matrices.count)
    var own = Int(quotient.rounded(.toNearestOrEven))
    if own * matrices.count > rank { own = Int(quotient) }
    if own == 0 { return referenceIsoC(matrices, flatten: 1) }
    let common = ReferenceSVD(sum)
    let kept = rank - own * matrices.count
    var left = Array(common.left.prefix(kept))
    var right = Array(common.right.prefix(kept))
    var values = Array(common.values.prefix(kept))
    let shared = left
    for matrix in matrices {
        let residue = withoutDirections(matrix, shared)
        let parts = ReferenceSVD(residue)
        let length = dotProduct(matrix.elements, matrix.elements).squareRoot()
        let least = Double(max(sum.rowCount, sum.columnCount)) * 0x1p-52 * length
        for (index, value) in parts.values.prefix(own).enumerated() where value > least {
            left.append(parts.left[index])
            right.append(parts.right[index])
            values.append(value)
        }
    }
    let mean = meanValue(values, sum)
    return ReferenceMatrix.sum(
        referencePolar(left),
        values.map { _ in mean },
        referencePolar(right),
        like: sum
    )
}

private func total(_ matrices: [ReferenceMatrix]) -> ReferenceMatrix {
    matrices.dropFirst().reduce(matrices[0], +)
}

private func meanValue(_ values: [Double], _ matrix: ReferenceMatrix) -> Double {
    var sum = 0.0
    for value in values { sum += value }
    return sum / Double(min(matrix.rowCount, matrix.columnCount))
}

/// A - sum u (uᵀ A).
private func withoutDirections(
    _ matrix: ReferenceMatrix,
    _ directions: [[Double]]
) -> ReferenceMatrix {
    var result = matrix
    for direction in directions {
        for column in 0..<matrix.columnCount {
            let part = dotProduct(direction, matrix.column(column))
            for row in 0..<matrix.rowCount { result[row, column] -= direction[row] * part }
        }
    }
    return result
}
