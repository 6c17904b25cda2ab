internal import Glibc
package import LinearAlgebra

/// Scores that compare the scatter of the class means with that of all features.
package enum ClassSeparation {
    /// The H-score: how much of the features' covariance the class means explain.
    ///
    /// `H = tr(cov(f)⁺ cov(E[f|y]))`, Bao et al., ICIP 2019. With the thin SVD `X = U S Vᵀ` and ū_c the mean of U's rows over class c:
    /// `H = sum n_c |ū_c|^2`, from 0 to `min(C - 1, rank)`.
    ///
    /// - Returns: Undefined for `n <= d`, where H would be C - 1 whatever the labels are.
    /// - Throws: `LinearAlgebraError` when LAPACK fails.
    /// - Complexity: O(n d^2).
    package static func hScore(
        _ sample: LabelledFeatures
    ) throws(LinearAlgebraError) -> ScoreOutcome {
        let (n, d) = (sample.imageCount, sample.dimension)
        guard n > d else { return .undefined("\(n) images, \(d) features") }
        let decomposition = try SingularValueDecomposition(sample.centred)
        let least = Double(max(n, d)) * Double.ulpOfOne * (decomposition.values.first ?? 0)
        var score = 0.0
        for (k, value) in decomposition.values.enumerated() where value > least {
            var sums = [Double](repeating: 0, count: sample.classCount)
            for (number, entry) in zip(sample.classes, decomposition.left.row(k)) {
                sums[number] += entry
            }
            for (sum, count) in zip(sums, sample.classCounts) { score += sum * sum / count }
        }
        return .value(score)
    }

    /// The shrinkage α of the regularised covariance.
    package struct Regularised: Sendable {
        /// H_α.
        package let score: ScoreOutcome
        /// α, from 0 to 1.
        package let shrinkage: Double
    }

    /// H_α, the H-score with the covariance shrunk towards a multiple of the identity.
    ///
    ///     m = |X|^2/(nd),  D2 = |XᵀX|^2/n^2,  Q = sum |x_i|^4,  β = (Q/n - D2)/(nd)
    ///     δ = (D2 - 2m |X|^2/n + d m^2)/d,  α = min(β, δ)/δ
    ///     Σ_α = (1-α) XᵀX/n + α m I,    H_α = (1-α)/(n-1) sum n_c (μ_c-μ)ᵀ Σ_α⁻¹ (μ_c-μ)
    ///
    /// Ibrahim, Ponomareva and Mazumder, arXiv 2110.06893.
    ///
    /// - Returns: H_α, undefined where all features are equal or Σ_α is singular, and α.
    /// - Throws: `LinearAlgebraError` when LAPACK fails.
    /// - Complexity: O(n d min(n, d)).
    package static func regularised(
        _ sample: LabelledFeatures
    ) throws(LinearAlgebraError) -> Regularised {
        let (n, d) = (Double(sample.imageCount), Double(sample.dimension))
        guard sample.imageCount > 1, sample.classCount > 1 else {
            return Regularised(score: .undefined("fewer than two images or classes"), shrinkage: 0)
        }
        let gram = LabelledFeatures.smallerGram(of: sample.centred)
        let total = sample.centred.frobeniusNorm * sample.centred.frobeniusNorm
        let fourth = (0..<sample.imageCount).reduce(0) { sum, i in
            let square = sample.centred.row(i).reduce(0) { $0 + $1 * $1 }
            return sum + square * square
        }
        let m = total / (n * d)
        let second = gram.frobeniusNorm * gram.frobeniusNorm / (n * n)
        let beta = (fourth / n - second) / (n * d)
        let delta = (second - 2 * m * total / n + d * m * m) / d
        guard m > 0 else {
            return Regularised(score: .undefined("all features are equal"), shrinkage: 0)
        }
        let shrinkage = beta <= 0 || delta <= 0 ? 0 : min(beta, delta) / delta
        let singular = ScoreOutcome.undefined("their covariance is singular, and α is \(shrinkage)")
        guard shrinkage > 0 || sample.imageCount > sample.dimension else {
            return Regularised(score: singular, shrinkage: shrinkage)
        }
        do {
            let score = try scatter(of: sample, gram, shrinkage: shrinkage, scale: m)
            let factor = (1 - shrinkage) / (n - 1)
            return Regularised(score: .value(factor * score), shrinkage: shrinkage)
        } catch {
            guard case .notPositiveDefinite = error else { throw error }
            return Regularised(score: singular, shrinkage: shrinkage)
        }
    }

    /// `sum n_c (μ_c-μ)ᵀ Σ_α⁻¹ (μ_c-μ)` by whichever of XᵀX and XXᵀ is smaller.
    ///
    /// With `a = (1-α)/n` and `b = αm`, the n x n form is
    /// `sᵀ(aXᵀX + bI)⁻¹s = (|s|^2 - a (Xs)ᵀ(aXXᵀ + bI)⁻¹(Xs)) / b`.
    private static func scatter(
        of sample: LabelledFeatures,
        _ gram: DenseMatrix,
        shrinkage: Double,
        scale: Double
    ) throws(LinearAlgebraError) -> Double {
        let (a, b) = ((1 - shrinkage) / Double(sample.imageCount), shrinkage * scale)
        let overColumns = gram.rowCount == sample.dimension
        var matrix = gram
        for index in matrix.elements.indices { matrix.elements[index] *= a }
        for k in 0..<gram.rowCount { matrix[k, k] += b }
        let sides =
            overColumns
            ? sample.classSums
            : sample.classSums.product(with: sample.centred, transposingOther: true)
        let system = try PositiveDefiniteSystem(matrix.elements, order: matrix.rowCount)
        var sum = 0.0
        for (number, count) in sample.classCounts.enumerated() {
            let side = Array(sides.row(number))
            let solution = try system.solve(side)
            let inner = dot(side.span, solution.span)
            let own = sample.classSums.row(number).reduce(0) { $0 + $1 * $1 }
            sum += (overColumns ? inner : (own - a * inner) / b) / count
        }
        return sum
    }

    /// TransRate: the coding rate of all features less the mean of the classes' own.
    ///
    /// `R(X) - 1/C sum R(X_c)` with `R(Z) = 1/2 log det(I + ZᵀZ/(mε))`, m rows, ε = 1e-4. Huang et al.,
    /// arXiv 2106.09362.
    ///
    /// - Returns: Undefined for fewer than two classes.
    /// - Throws: `LinearAlgebraError` when LAPACK fails.
    /// - Complexity: O(n d min(n, d)).
    package static func transRate(
        _ sample: LabelledFeatures
    ) throws(LinearAlgebraError) -> ScoreOutcome {
        guard sample.classCount > 1 else { return .undefined("fewer than two classes") }
        var within = 0.0
        for number in 0..<sample.classCount {
            within += try codingRate(sample.rows(ofClass: number, in: sample.centred))
        }
        return .value(try codingRate(sample.centred) - within / Double(sample.classCount))
    }

    private static func codingRate(_ rows: DenseMatrix) throws(LinearAlgebraError) -> Double {
        var matrix = LabelledFeatures.smallerGram(of: rows)
        let scale = 1 / (Double(rows.rowCount) * 1e-4)
        for index in matrix.elements.indices { matrix.elements[index] *= scale }
        for k in 0..<matrix.rowCount { matrix[k, k] += 1 }
        return try PositiveDefiniteSystem(matrix.elements, order: matrix.rowCount).logDeterminant
            / 2
    }

    /// GBC: how far the classes overlap, as Gaussians with diagonal covariances.
    ///
    /// The negative sum over ordered pairs of classes of the Bhattacharyya coefficient `exp(-D)`. Pándy
    /// et al., arXiv 2111.12780.
    ///
    ///     D = 1/8 (μ_a-μ_b)ᵀ Σ̄⁻¹ (μ_a-μ_b) + 1/2 ln(|Σ̄| / sqrt(|Σ_a| |Σ_b|)),    variances >= 1e-4
    ///
    /// - Returns: The score, and whether every D exceeds 700, so that it is 0 for lack of range.
    /// - Complexity: O(n d + C^2 d).
    package static func bhattacharyya(
        _ sample: LabelledFeatures
    ) -> (score: ScoreOutcome, hasUnderflown: Bool) {
        guard sample.classCount > 1 else { return (.undefined("fewer than two classes"), false) }
        let classes = (0..<sample.classCount).map { number in
            DiagonalGaussian(sample.rows(ofClass: number, in: sample.centred))
        }
        var (sum, nearest) = (0.0, Double.infinity)
        for (a, first) in classes.enumerated() {
            for second in classes[(a + 1)...] {
                let distance = first.distance(to: second)
                nearest = min(nearest, distance)
                sum -= 2 * exp(-distance)
            }
        }
        return (.value(sum), nearest > 700)
    }
}

/// A Gaussian with a diagonal covariance.
private struct DiagonalGaussian {
    let mean: [Double]
    let variance: [Double]
    /// The sum of the variances' logarithms.
    let logDeterminant: Double

    init(_ rows: DenseMatrix) {
        let n = Double(rows.rowCount)
        let columns = 0..<rows.columnCount
        let mean = columns.map { j in
            (0..<rows.rowCount).reduce(0) { $0 + rows[$1, j] } / n
        }
        variance = columns.map { j in
            let sum = (0..<rows.rowCount).reduce(0) { sum, i in
                let difference = rows[i, j] - mean[j]
                return sum + difference * difference
            }
            return max(sum / n, 1e-4)
        }
        logDeterminant = variance.reduce(0) { $0 + log($1) }
        self.mean = mean
    }

    func distance(to other: DiagonalGaussian) -> Double {
        var (distance, logarithms, product) = (0.0, 0.0, 1.0)
        for j in mean.indices {
            let middle = (variance[j] + other.variance[j]) / 2
            let difference = mean[j] - other.mean[j]
            distance += difference * difference / middle
            // Few logarithms of products instead of one for each variance.
            product *= middle
            if product > 1e100 || product < 1e-100 {
                logarithms += log(product)
                product = 1
            }
        }
        logarithms += log(product) - (logDeterminant + other.logDeterminant) / 2
        return distance / 8 + logarithms / 2
    }
}
