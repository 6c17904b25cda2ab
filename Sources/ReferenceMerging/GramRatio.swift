/// Returns t_G, the projection for unequal norms by one scalar (section 7).
///
///     t_G = N·m / (g + (N-1)·m);   g + (N-1)·m < 1e-6·g gives 0
///
/// Task vectors that are all zero give 0 as well: there is nothing to project.
func gramRatio(of gram: [[Double]]) -> Ratio {
    let n = Double(gram.count)
    let m = meanOffDiagonal(of: gram)
    if meanDiagonal(of: gram) == 0 { return Ratio(value: 0) }
    if projectionVanishes(in: gram) { return .singular }
    return Ratio(value: n * m / (meanDiagonal(of: gram) + (n - 1) * m))
}

/// Tells whether g + (N-1)·m < 1e-6·g: the task vectors cancel in their mean.
func projectionVanishes(in gram: [[Double]]) -> Bool {
    let n = Double(gram.count)
    let g = meanDiagonal(of: gram)
    return g + (n - 1) * meanOffDiagonal(of: gram) < 1e-6 * g
}

/// Returns m, the mean of the off-diagonal entries: the estimate of ‖μ - w0‖².
func meanOffDiagonal(of gram: [[Double]]) -> Double {
    var sum = 0.0
    for i in 0..<gram.count {
        for j in 0..<gram.count where i != j {
            sum += gram[i][j]
        }
    }
    return sum / Double(gram.count * (gram.count - 1))
}

/// Returns g, the mean of the diagonal.
func meanDiagonal(of gram: [[Double]]) -> Double {
    var sum = 0.0
    for i in 0..<gram.count {
        sum += gram[i][i]
    }
    return sum / Double(gram.count)
}

/// Returns the mean of the off-diagonal entries of one column: mean over i ≠ j of G_ij.
func meanOffDiagonal(ofColumn j: Int, of gram: [[Double]]) -> Double {
    var sum = 0.0
    for i in 0..<gram.count where i != j {
        sum += gram[i][j]
    }
    return sum / Double(gram.count - 1)
}
