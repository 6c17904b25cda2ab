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
    /// - Complexity: O(n^2 (d + log n)) time; 4 n^2 bytes for the distances, and some rows of products.
    package init(_ sample: LabelledFeatures) {
        let rows = Self.normalised(sample)
        constantRowCount = rows.constantCount
        var (same, all) = Self.distances(rows.matrix, sample.classes)
        guard !same.isEmpty, same.count < all.count else {
            auc = .undefined("all pairs of images are of one kind")
            parc = auc
            return
        }
        same.sort()
        all.sort()
        let ranks = RankSums(of: same, among: all)
        let (count, sameCount) = (Double(all.count), Double(same.count))
        let total = count * (count + 1) / 2
        let gap = (total - ranks.sum) / (count - sameCount) - ranks.sum / sameCount
        auc = .value(gap / count + 0.5)
        let deviation = (ranks.squares / count).squareRoot()
        parc = ScoreOutcome(
            100 * gap * (sameCount * (count - sameCount)).squareRoot() / (count * deviation),
            orWhenNotFinite: "all pairs of images are equally far apart"
        )
    }

    /// The distances of the pairs of one class, and of all pairs.
    private static func distances(
        _ rows: DenseMatrix,
        _ classes: [Int]
    ) -> (same: [Double], all: [Double]) {
        let n = rows.rowCount
        var same: [Double] = []
        var all: [Double] = []
        all.reserveCapacity(n * max(n - 1, 0) / 2)
        for first in stride(from: 0, to: n, by: 256) {
            let images = first..<min(first + 256, n)
            // Of these images only pairs with later ones are counted.
            let products = rows.rows(images)
                .product(with: rows.rows(first..<n), transposingOther: true)
            for i in images {
                for j in i + 1..<max(n, i + 1) {
                    let distance = 1 - products[i - first, j - first]
                    all.append(distance)
                    if classes[i] == classes[j] { same.append(distance) }
                }
            }
        }
        return (same, all)
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

/// Average ranks of some distances among all, and how far all ranks lie from their middle.
///
/// Distances within 1e-13 share a rank: a matrix product gives equal pairs of rows other last digits in other
/// places.
private struct RankSums {
    /// The sum of the ranks of some.
    private(set) var sum = 0.0
    /// The sum of the squared distances of all ranks from `(N + 1) / 2`.
    private(set) var squares = 0.0

    /// - Precondition: Both are ascending, and `some` are among `all`.
    init(of some: [Double], among all: [Double]) {
        let middle = (Double(all.count) + 1) / 2
        var (first, place) = (0, 0)
        while first < all.count {
            var end = first + 1
            while end < all.count, all[end] - all[first] <= 1e-13 { end += 1 }
            let rank = Double(first + 1 + end) / 2
            squares += Double(end - first) * (rank - middle) * (rank - middle)
            while place < some.count, some[place] <= all[end - 1] {
                sum += rank
                place += 1
            }
            first = end
        }
    }
}
