internal import LinearAlgebra

/// The products `<A_a(i), A_a(j)>` of gradients before the nonlinearity of the last MLP.
///
/// With `Q = P̄ W_proj`, `κ_m = Q_mᵀ G Q_m`, `wᵃ = W_projᵀ vᵃ`, `x = sum_a (QᵀG uᵃ) ⊙ wᵃ`:
///
///     s_i s_j (sum_m κ_m g'_im g'_jm - (g'⊙x)_i·g'_j - g'_i·(g'⊙x)_j
///              + sum_ab (u_iᵃᵀ G u_jᵇ) (g'⊙wᵃ)_i·(g'⊙wᵇ)_j)
///
/// Only g' is held for all images; what follows from it is made anew for the images of each tile.
struct HiddenGradientKernel {
    private let kernel: GradientKernel
    private let slope: NarrowRows
    private let contraction: DenseMatrix
    /// `G P̄ W_proj`.
    private let weighted: DenseMatrix
    /// κ.
    private let curvatures: [Double]

    init(_ kernel: GradientKernel, slope: NarrowRows, contraction: DenseMatrix) {
        let columns = kernel.projection.product(with: contraction)
        let weighted = kernel.weightedProjection.product(with: contraction)
        curvatures = (0..<columns.columnCount).map { m in
            (0..<columns.rowCount).reduce(0) { $0 + columns[$1, m] * weighted[$1, m] }
        }
        (self.kernel, self.slope) = (kernel, slope)
        (self.contraction, self.weighted) = (contraction, weighted)
    }

    /// What follows from g' for some images.
    struct Part {
        let images: Range<Int>
        fileprivate let slope: DenseMatrix
        /// `κ ⊙ g'`.
        fileprivate let scaledSlope: DenseMatrix
        /// `g' ⊙ x`.
        fileprivate let shifted: DenseMatrix
        /// `g' ⊙ wᵃ` of each term.
        fileprivate let directions: [DenseMatrix]
    }

    /// Makes it for some images.
    func part(_ images: Range<Int>) -> Part {
        let slope = slope.rows(images)
        var scaled = slope
        for m in curvatures.indices {
            for i in 0..<slope.rowCount { scaled[i, m] *= curvatures[m] }
        }
        var shifted = DenseMatrix(rows: slope.rowCount, columns: slope.columnCount)
        var directions: [DenseMatrix] = []
        for term in kernel.terms {
            var direction = term.right.rows(images).product(with: contraction)
            let outer = term.left.rows(images).product(with: weighted)
            for k in direction.elements.indices {
                direction.elements[k] *= slope.elements[k]
                shifted.elements[k] += outer.elements[k] * direction.elements[k]
            }
            directions.append(direction)
        }
        return Part(
            images: images,
            slope: slope,
            scaledSlope: scaled,
            shifted: shifted,
            directions: directions
        )
    }

    /// The products for the images of two parts.
    func products(_ part: Part, _ other: Part) -> DenseMatrix {
        func product(_ a: DenseMatrix, _ b: DenseMatrix) -> DenseMatrix {
            a.product(with: b, transposingOther: true)
        }
        var sum = product(part.scaledSlope, other.slope)
        let (there, back) = (product(part.shifted, other.slope), product(part.slope, other.shifted))
        for k in sum.elements.indices { sum.elements[k] -= there.elements[k] + back.elements[k] }
        for (a, first) in kernel.terms.enumerated() {
            for (b, second) in kernel.terms.enumerated() {
                let lefts = product(
                    first.weighted.rows(part.images),
                    second.left.rows(other.images)
                )
                let rights = product(part.directions[a], other.directions[b])
                for k in sum.elements.indices {
                    sum.elements[k] += lefts.elements[k] * rights.elements[k]
                }
            }
        }
        for (row, i) in part.images.enumerated() {
            for (column, j) in other.images.enumerated() {
                sum[row, column] *= kernel.scales[i] * kernel.scales[j]
            }
        }
        return sum
    }
}
