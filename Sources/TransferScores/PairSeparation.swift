internal import LinearAlgebra

/// Scores from the distances of all pairs of images: whether images of one class are nearer.
///
/// Features are divided by their deviations, the distance of two images is 1 minus the correlation of
/// their rows, and R are the average ranks of all distances:
///
///     AUC  = (R̄_other - R̄_same) / N + 1/2
///     PARC = 100 (R̄_other - R̄_same) sqrt(N_same N_other) / (N sd(R))
///
/// Bolya, Mittapalli and Hoffman, arXiv 2111.06977 (PARC, there after a randomised PCA).
package struct PairSeparation: Sendable {
    /// The probability that two images of different classes are farther apart than two of one class.
    package let auc: ScoreOutcome
    /// PARC.
    package let parc: ScoreOutcome
    /// The number of images whose rows are constant: their correlations count as 0.
    package let constantRowCount: Int

    /// Compares all pairs.
    ///
    /// - Complexity: O(n^2 (d + log n)) time, O(n^2) memory.
    package init(_ sample: LabelledFeatures) {
        let rows = Self.normalised(sample)
        constantRowCount = rows.constantCount
        let n = sample.imageCount
        let products = rows.matrix.gram(ofColumns: false)
        var distances: [Double] = []
        var isSame: [Bool] = []
        distances.reserveCapacity(n * (n - 1) / 2)
        isSame.reserveCapacity(n * (n - 1) / 2)
        for i in 0..<n {
            for j in i + 1..<max(n, i + 1) {
                distances.append(1 - products[i, j])
                isSame.append(sample.classes[i] == sample.classes[j])
            }
        }
        let ranks = Ranks.averaged(distances)
        let count = Double(ranks.count)
        let same = Double(isSame.count { $0 })
        guard same > 0, same < count else {
            auc = .undefined("all pairs of images are of one kind")
            parc = auc
            return
        }
        let sameSum = zip(ranks, isSame).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
        let total = count * (count + 1) / 2
        let gap = (total - sameSum) / (count - same) - sameSum / same
        let middle = (count + 1) / 2
        let variance = ranks.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / count
        auc = .value(gap / count + 0.5)
        parc = ScoreOutcome(
            100 * gap * (same * (count - same)).squareRoot() / (count * variance.squareRoot()),
            orWhenNotFinite: "all pairs of images are equally far apart"
        )
    }

    /// Rows of standardised features, centred and of norm 1, so that products are correlations.
    private static func normalised(
        _ sample: LabelledFeatures
    ) -> (matrix: DenseMatrix, constantCount: Int) {
        var matrix = sample.centred
        let (n, d) = (matrix.rowCount, matrix.columnCount)
        for j in 0..<d {
            let sum = (0..<n).reduce(0) { $0 + matrix[$1, j] * matrix[$1, j] }
            let deviation = (sum / Double(n)).squareRoot()
            guard deviation > 0 else { continue }
            for i in 0..<n { matrix[i, j] /= deviation }
        }
        var constantCount = 0
        for i in 0..<n {
            let mean = matrix.row(i).reduce(0, +) / Double(d)
            let square = matrix.row(i).reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            if square == 0 { constantCount += 1 }
            let scale = square > 0 ? 1 / square.squareRoot() : 0
            for j in 0..<d { matrix[i, j] = (matrix[i, j] - mean) * scale }
        }
        return (matrix, constantCount)
    }
}
