/// The lower triangle L of a symmetric positive definite matrix A = L·Lᵀ.
struct CholeskyFactor {
    /// The rows of L; entries right of the diagonal are zero.
    private var rows: [[Double]]

    /// Factors a symmetric matrix.
    ///
    ///     L_ij = (A_ij - Σ_{k<j} L_ik L_jk) / L_jj      L_ii = sqrt(A_ii - Σ_{k<i} L_ik²)
    ///
    /// - Returns: nil when a square L_ii² is not positive: A is not positive definite.
    init?(of matrix: [[Double]]) {
        let zeroRow = [Double](repeating: 0, count: matrix.count)
        rows = [[Double]](repeating: zeroRow, count: matrix.count)
        for i in 0..<matrix.count {
            for j in 0...i {
                var rest = matrix[i][j]
                for k in 0..<j {
                    rest -= rows[i][k] * rows[j][k]
                }
                if i != j {
                    rows[i][j] = rest / rows[j][j]
                } else if rest > 0 {
                    rows[i][i] = rest.squareRoot()
                } else {
                    return nil
                }
            }
        }
    }

    /// Returns x with A·x = b: first L·y = b downwards, then Lᵀ·x = y upwards.
    func solution(of rightSide: [Double]) -> [Double] {
        var x = rightSide
        for i in 0..<x.count {
            for k in 0..<i {
                x[i] -= rows[i][k] * x[k]
            }
            x[i] /= rows[i][i]
        }
        for i in (0..<x.count).reversed() {
            for k in (i + 1)..<x.count {
                x[i] -= rows[k][i] * x[k]
            }
            x[i] /= rows[i][i]
        }
        return x
    }

    /// Returns the columns of the inverse of A, each the solution for a unit vector.
    func inverse() -> [[Double]] {
        var columns: [[Double]] = []
        for j in 0..<rows.count {
            var unitVector = [Double](repeating: 0, count: rows.count)
            unitVector[j] = 1
            columns.append(solution(of: unitVector))
        }
        return columns
    }
}

/// Returns the 1-norm of a symmetric matrix: its largest sum of magnitudes in a column.
private func oneNorm(of columns: [[Double]]) -> Double {
    var largest = 0.0
    for column in columns {
        var sum = 0.0
        for entry in column {
            sum += entry.magnitude
        }
        largest = max(largest, sum)
    }
    return largest
}

/// Returns 1 / (‖A‖₁ · ‖A⁻¹‖₁) from the inverse itself, not from an estimate.
func reciprocalCondition(of matrix: [[Double]], factor: CholeskyFactor) -> Double {
    1 / (oneNorm(of: matrix) * oneNorm(of: factor.inverse()))
}
