extension Matrix {
    /// Replaces the first `rows` rows by their softmax, `e^(x_i - max) / Σ e^(x_j - max)`.
    ///
    /// - Numerics: Exponentials in 32 bits, their sum in 64 in a fixed order; the relative error of
    ///   an element is at most 2^-21 beyond that of its argument.
    mutating func applySoftmax(rows: Int) {
        let columns = columnCount
        for index in 0..<rows {
            var row = mutableRow(index)
            softmax(&row, columns: columns)
        }
    }
}

private func softmax(_ row: inout MutableSpan<Vector>, columns: Int) {
    mask(&row, from: columns)
    var largest = row[0]
    for index in row.indices {
        largest = largest.replacing(with: row[index], where: row[index] .> largest)
    }
    let maximum = Vector(repeating: largest.max())
    var sum = SIMD8<Double>.zero
    for index in row.indices {
        let power = exponential(row[index] - maximum)
        row[index] = power
        sum += SIMD8<Double>(power)
    }
    // The columns behind the last one add at most e^-87 each, far below a rounding.
    let scale = Vector(repeating: Float(1 / sum.sum()))
    for index in row.indices { row[index] *= scale }
}

/// Makes the columns behind the last one so small that they do not count.
private func mask(_ row: inout MutableSpan<Vector>, from columns: Int) {
    for column in columns..<row.count * Vector.scalarCount {
        row[column / Vector.scalarCount][column % Vector.scalarCount] =
            -Float.greatestFiniteMagnitude
    }
}
