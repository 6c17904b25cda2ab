internal import LinearAlgebra

/// The trace kernel of gradients `Θ_ij = sum_c <∇z_c(x_i), ∇z_c(x_j)>` of one layer of the last block's
/// MLP, exact, for any number of outputs.
///
/// The gradient of output c with respect to a matrix is (row c of A) ⊗ (the matrix's input), hence Θ is a
/// product of two small Gram matrices. A is a rank-two correction of a matrix that all images share, so
/// that no C x D Jacobian is ever formed:
///
///     P̄ = Pᵀ diag(γ) (I - 11ᵀ/D),  G = WᵀW,  y = P̄ r̂,  s = 1 / (|e| σ_r)
///     u¹ = f, v¹ = P̄ᵀf;   u² = (y - f(f·y)) / D, v² = r̂
///     <A_r(i), A_r(j)> = s_i s_j (tr P̄ᵀGP̄ - t_i - t_j + sum_ab (u_iᵃᵀ G u_jᵇ)(v_iᵃ·v_jᵇ))
///
/// with `t_i = sum_a u_iᵃᵀ G P̄ v_iᵃ`, r̂ the standardised token, f the normalised features. Where features
/// are not normalised only a = 2 remains, `u² = y/D` and `s = 1/σ_r`.
struct GradientKernel {
    /// A term `u vᵀ` of the correction, for all images.
    struct Term {
        let left: DenseMatrix
        /// `G u`.
        let weighted: DenseMatrix
        let right: DenseMatrix
    }

    /// P̄.
    let projection: DenseMatrix
    /// G P̄.
    let weightedProjection: DenseMatrix
    /// s.
    let scales: [Double]
    let terms: [Term]
    /// t.
    let shifts: [Double]
    /// `tr P̄ᵀGP̄`.
    let trace: Double

    init(_ token: DenseMatrix, _ weights: LastBlockWeights) {
        let width = token.columnCount
        let projection = Self.centred(weights.projection, gain: weights.outputGain)
        let metric = weights.head.map { $0.gram(ofColumns: true) }
        func weighted(_ rows: DenseMatrix) -> DenseMatrix {
            metric.map { rows.product(with: $0) } ?? rows
        }
        let standard = Standardised(token, epsilon: weights.epsilon)
        let steps = standard.rows.product(with: projection, transposingOther: true)
        let features = Self.features(standard.rows, weights)
        var second = steps
        for i in 0..<steps.rowCount {
            let along =
                weights.normalisesFeatures
                ? zip(features.rows.row(i), steps.row(i)).reduce(0) { $0 + $1.0 * $1.1 } : 0
            for k in 0..<steps.columnCount {
                second[i, k] = (steps[i, k] - features.rows[i, k] * along) / Double(width)
            }
        }
        var terms = [Term(left: second, weighted: weighted(second), right: standard.rows)]
        if weights.normalisesFeatures {
            let first = features.rows
            let right = first.product(with: projection)
            terms.insert(Term(left: first, weighted: weighted(first), right: right), at: 0)
        }
        weightedProjection = metric.map { $0.product(with: projection) } ?? projection
        trace = zip(projection.elements, weightedProjection.elements).reduce(0) { $0 + $1.0 * $1.1 }
        scales = zip(features.norms, standard.deviations).map { norm, deviation in
            1 / ((weights.normalisesFeatures ? norm : 1) * deviation)
        }
        shifts = Self.shifts(terms, weightedProjection)
        self.projection = projection
        self.terms = terms
    }

    private static func shifts(_ terms: [Term], _ weightedProjection: DenseMatrix) -> [Double] {
        var shifts = [Double](repeating: 0, count: terms[0].left.rowCount)
        for term in terms {
            let image = term.left.product(with: weightedProjection)
            for i in shifts.indices {
                shifts[i] += zip(image.row(i), term.right.row(i)).reduce(0) { $0 + $1.0 * $1.1 }
            }
        }
        return shifts
    }

    /// `Pᵀ diag(γ) (I - 11ᵀ/D)`.
    private static func centred(_ projection: DenseMatrix, gain: [Double]) -> DenseMatrix {
        var result = projection
        for k in 0..<result.rowCount {
            for j in 0..<result.columnCount { result[k, j] *= gain[j] }
            let mean = result.row(k).reduce(0, +) / Double(result.columnCount)
            for j in 0..<result.columnCount { result[k, j] -= mean }
        }
        return result
    }

    /// The features f of norm 1, and the norms of e.
    private static func features(
        _ standard: DenseMatrix,
        _ weights: LastBlockWeights
    ) -> (rows: DenseMatrix, norms: [Double]) {
        var pooled = standard
        for i in 0..<pooled.rowCount {
            for j in 0..<pooled.columnCount {
                pooled[i, j] = pooled[i, j] * weights.outputGain[j] + weights.outputShift[j]
            }
        }
        var rows = pooled.product(with: weights.projection, transposingOther: true)
        let norms = (0..<rows.rowCount).map { i in
            rows.row(i).reduce(0) { $0 + $1 * $1 }.squareRoot()
        }
        for i in 0..<rows.rowCount {
            for k in 0..<rows.columnCount { rows[i, k] /= norms[i] }
        }
        return (rows, norms)
    }

    /// `<A_r(i), A_r(j)>` for some images i and some j.
    func products(_ images: Range<Int>, _ others: Range<Int>) -> DenseMatrix {
        var sum = DenseMatrix(rows: images.count, columns: others.count)
        for first in terms {
            let (weighted, right) = (first.weighted.rows(images), first.right.rows(images))
            for second in terms {
                let lefts = weighted.product(
                    with: second.left.rows(others),
                    transposingOther: true
                )
                let rights = right.product(with: second.right.rows(others), transposingOther: true)
                for k in sum.elements.indices {
                    sum.elements[k] += lefts.elements[k] * rights.elements[k]
                }
            }
        }
        for (row, i) in images.enumerated() {
            for (column, j) in others.enumerated() {
                let entry = trace - shifts[i] - shifts[j] + sum[row, column]
                sum[row, column] = scales[i] * scales[j] * entry
            }
        }
        return sum
    }
}

extension DenseMatrix {
    /// Some rows as a matrix of their own.
    func rows(_ range: Range<Int>) -> DenseMatrix {
        DenseMatrix(
            Array(elements[range.lowerBound * columnCount..<range.upperBound * columnCount]),
            rows: range.count,
            columns: columnCount
        )
    }
}
