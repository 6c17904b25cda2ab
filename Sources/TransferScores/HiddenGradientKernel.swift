internal import LinearAlgebra

/// The products `<A_a(i), A_a(j)>` of gradients before the nonlinearity of the last MLP.
///
/// With `Q = P̄ W_proj`, `κ_m = Q_mᵀ G Q_m`, `wᵃ = W_projᵀ vᵃ`, `x = sum_a (QᵀG uᵃ) ⊙ wᵃ`:
///
///     s_i s_j (sum_m κ_m g'_im g'_jm - (g'⊙x)_i·g'_j - g'_i·(g'⊙x)_j
///              + sum_ab (u_iᵃᵀ G u_jᵇ) (g'⊙wᵃ)_i·(g'⊙wᵇ)_j)
struct HiddenGradientKernel {
    private let kernel: GradientKernel
    private let slope: DenseMatrix
    /// `κ ⊙ g'`.
    private let scaledSlope: DenseMatrix
    /// `g' ⊙ x`.
    private let shifted: DenseMatrix
    /// `g' ⊙ wᵃ` of each term.
    private let directions: [DenseMatrix]

    init(_ kernel: GradientKernel, slope: DenseMatrix, contraction: DenseMatrix) {
        let columns = kernel.projection.product(with: contraction)
        let weighted = kernel.weightedProjection.product(with: contraction)
        var scaled = slope
        for m in 0..<columns.columnCount {
            let curvature = (0..<columns.rowCount).reduce(0) {
                $0 + columns[$1, m] * weighted[$1, m]
            }
            for i in 0..<slope.rowCount { scaled[i, m] *= curvature }
        }
        var shifted = DenseMatrix(rows: slope.rowCount, columns: slope.columnCount)
        var directions: [DenseMatrix] = []
        for term in kernel.terms {
            var direction = term.right.product(with: contraction)
            let outer = term.left.product(with: weighted)
            for k in direction.elements.indices {
                direction.elements[k] *= slope.elements[k]
                shifted.elements[k] += outer.elements[k] * direction.elements[k]
            }
            directions.append(direction)
        }
        self.kernel = kernel
        self.slope = slope
        scaledSlope = scaled
        self.shifted = shifted
        self.directions = directions
    }

    /// The products for some images i and all j.
    func products(_ images: Range<Int>) -> DenseMatrix {
        func product(_ a: DenseMatrix, _ b: DenseMatrix) -> DenseMatrix {
            a.rows(images).product(with: b, transposingOther: true)
        }
        var sum = product(scaledSlope, slope)
        let (there, back) = (product(shifted, slope), product(slope, shifted))
        for k in sum.elements.indices { sum.elements[k] -= there.elements[k] + back.elements[k] }
        for (first, direction) in zip(kernel.terms, directions) {
            for (second, other) in zip(kernel.terms, directions) {
                let (lefts, rights) = (
                    product(first.weighted, second.left), product(direction, other)
                )
                for k in sum.elements.indices {
                    sum.elements[k] += lefts.elements[k] * rights.elements[k]
                }
            }
        }
        for (row, i) in images.enumerated() {
            for j in kernel.scales.indices { sum[row, j] *= kernel.scales[i] * kernel.scales[j] }
        }
        return sum
    }
}
