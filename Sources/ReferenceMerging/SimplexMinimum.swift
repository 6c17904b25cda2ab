/// Returns the λ that minimises ½ λᵀAλ - bᵀλ subject to λ >= 0 and Σλ <= 1 (section 7).
///
/// The minimum lies in the interior of some face of the simplex: some coefficients are zero, and
/// Σλ = 1 holds or does not matter. So every choice of non-zero coefficients is tried with and
/// without Σλ = 1, and the best feasible result is kept; λ = 0 is where the search starts.
///
/// - Precondition: A is symmetric and positive definite, which makes the minimum unique; at most
///   twenty models, because all 2^N supports are tried.
func simplexMinimum(matrix: [[Double]], rightSide: [Double]) -> [Double] {
    precondition(matrix.count <= 20, "Trying all supports is meant for few models.")
    var best = [Double](repeating: 0, count: matrix.count)
    var lowest = 0.0
    for choice in 1..<(1 << matrix.count) {
        var support: [Int] = []
        for index in 0..<matrix.count where choice & (1 << index) != 0 {
            support.append(index)
        }
        for candidate in candidates(matrix: matrix, rightSide: rightSide, support: support) {
            let value = objective(candidate, matrix: matrix, rightSide: rightSide)
            if value < lowest {
                lowest = value
                best = candidate
            }
        }
    }
    return best
}

/// Returns the feasible stationary points on one support.
///
///     without Σλ = 1   A λ = b                            feasible if λ >= 0 and Σλ <= 1
///     with Σλ = 1      A λ = b - μ·1,                     feasible if λ >= 0
///                      μ = (1ᵀA⁻¹b - 1) / (1ᵀA⁻¹1)
private func candidates(matrix: [[Double]], rightSide: [Double], support: [Int]) -> [[Double]] {
    let partOfMatrix = support.map { i in support.map { j in matrix[i][j] } }
    guard let factor = CholeskyFactor(of: partOfMatrix) else { return [] }
    let free = factor.solution(of: support.map { i in rightSide[i] })
    let ofOnes = factor.solution(of: support.map { _ in 1 })
    let multiplier = (sum(of: free) - 1) / sum(of: ofOnes)
    let bound = zip(free, ofOnes).map { $0 - multiplier * $1 }

    var feasible: [[Double]] = []
    if isNonNegative(free) && sum(of: free) <= 1 {
        feasible.append(spread(free, over: support, count: matrix.count))
    }
    if isNonNegative(bound) {
        feasible.append(spread(bound, over: support, count: matrix.count))
    }
    return feasible
}

/// Returns ½ λᵀAλ - bᵀλ.
private func objective(_ point: [Double], matrix: [[Double]], rightSide: [Double]) -> Double {
    var value = 0.0
    for i in 0..<point.count {
        value += point[i] * (dotProduct(matrix[i], point) / 2 - rightSide[i])
    }
    return value
}

private func isNonNegative(_ values: [Double]) -> Bool {
    for value in values where !(value >= 0) {
        return false
    }
    return true
}

/// Returns Σ x_k, summed in order.
func sum(of values: [Double]) -> Double {
    var sum = 0.0
    for value in values {
        sum += value
    }
    return sum
}

/// Returns a vector of `count` entries: the values at the given places, zeros elsewhere.
func spread(_ values: [Double], over places: [Int], count: Int) -> [Double] {
    var full = [Double](repeating: 0, count: count)
    for (place, value) in zip(places, values) {
        full[place] = value
    }
    return full
}
