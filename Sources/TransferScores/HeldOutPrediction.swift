package import LinearAlgebra

/// Accuracies of simple classifiers on images that they were not fitted to.
package enum HeldOutPrediction {
    /// The accuracy of the nearest other image's class, by squared Euclidean distance; of those within 1e-12
    /// the lowest index counts.
    ///
    /// - Complexity: O(n^2 d) time; some rows of products at a time.
    package static func nearestNeighbour(_ sample: LabelledFeatures) -> ScoreOutcome {
        let n = sample.imageCount
        guard n > 1 else { return .undefined("fewer than two images") }
        // Centred rows have the same distances and lose fewer digits.
        let rows = sample.centred
        let squares = (0..<n).map { i in
            let row = Array(rows.row(i))
            return dot(row.span, row.span)
        }
        var correct = 0
        for first in stride(from: 0, to: n, by: 256) {
            let images = first..<min(first + 256, n)
            let products = rows.rows(images).product(with: rows, transposingOther: true)
            for i in images {
                var (nearest, least) = (i, Double.infinity)
                for j in 0..<n where j != i {
                    let distance = squares[i] + squares[j] - 2 * products[i - first, j]
                    if distance < least - 1e-12 { (nearest, least) = (j, distance) }
                }
                if sample.classes[nearest] == sample.classes[i] { correct += 1 }
            }
        }
        return .value(Double(correct) / Double(n))
    }

    /// Predictions of a ridge regression from centred features to one-hot labels, each image left out
    /// in turn: `Ỹ_i = (Ŷ_i - h_ii Y_i) / (1 - h_ii)` with `Ŷ = HY`,
    /// `H = X(XᵀX + λI)⁻¹Xᵀ + 11ᵀ/n`, which equals fitting n times without one image.
    package struct Ridge: Sendable {
        /// The share of images whose largest prediction is that of their class.
        package let accuracy: ScoreOutcome
        /// The predictions, a row for each image and a column for each class.
        package let predictions: DenseMatrix
    }

    /// Leaves each image out of a ridge regression.
    ///
    /// - Parameters:
    ///   - sample: The features.
    ///   - strength: λ in parts of `|X|^2 / min(n, d)`.
    /// - Returns: The accuracy, undefined where all features are equal, and the predictions.
    /// - Throws: `LinearAlgebraError` when the system is singular.
    /// - Complexity: O(n d min(n, d)).
    package static func ridge(
        _ sample: LabelledFeatures,
        strength: Double = 0.1
    ) throws(LinearAlgebraError) -> Ridge {
        let norm = sample.centred.frobeniusNorm
        let rank = Double(min(sample.imageCount, sample.dimension))
        return try ridge(sample, lambda: strength * norm * norm / rank)
    }

    /// Leaves each image out of a ridge regression with a given λ.
    static func ridge(
        _ sample: LabelledFeatures,
        lambda: Double
    ) throws(LinearAlgebraError) -> Ridge {
        let n = sample.imageCount
        var labels = DenseMatrix(rows: n, columns: sample.classCount)
        for (i, number) in sample.classes.enumerated() { labels[i, number] = 1 }
        let hat = try HatMatrix(sample.centred, lambda: lambda)
        let diagonal = hat.diagonal
        var predictions = hat.applied(to: labels)
        var correct = 0
        for i in 0..<n {
            for c in 0..<sample.classCount {
                let fitted = predictions[i, c] + sample.classCounts[c] / Double(n)
                let own = diagonal[i] + 1 / Double(n)
                predictions[i, c] = (fitted - own * labels[i, c]) / (1 - own)
            }
            let row = Array(predictions.row(i))
            let best = row.indices.reduce(0) { row[$1] > row[$0] + 1e-12 ? $1 : $0 }
            if best == sample.classes[i] { correct += 1 }
        }
        guard lambda > 0 else {
            return Ridge(accuracy: .undefined("all features are equal"), predictions: predictions)
        }
        return Ridge(accuracy: .value(Double(correct) / Double(n)), predictions: predictions)
    }
}

/// `X(XᵀX + λI)⁻¹Xᵀ`, by its action and its diagonal.
private struct HatMatrix {
    private let rows: DenseMatrix
    private let isDual: Bool
    /// (XᵀX + λI)⁻¹Xᵀ, or for n < d (XXᵀ + λI)⁻¹.
    private let solved: DenseMatrix
    private let lambda: Double

    init(_ rows: DenseMatrix, lambda: Double) throws(LinearAlgebraError) {
        isDual = rows.rowCount < rows.columnCount
        var gram = LabelledFeatures.smallerGram(of: rows)
        for k in 0..<gram.rowCount { gram[k, k] += lambda }
        let order = gram.rowCount
        let system = try PositiveDefiniteSystem(gram.elements, order: order)
        var solved = DenseMatrix(rows: rows.rowCount, columns: order)
        for i in 0..<rows.rowCount {
            var side = [Double](repeating: 0, count: order)
            if isDual { side[i] = 1 } else { side = Array(rows.row(i)) }
            let solution = try system.solve(side)
            for k in 0..<order { solved[i, k] = solution[k] }
        }
        self.solved = solved
        self.rows = rows
        self.lambda = lambda
    }

    var diagonal: [Double] {
        (0..<rows.rowCount).map { i in
            // XXᵀ(XXᵀ + λI)⁻¹ = I - λ(XXᵀ + λI)⁻¹.
            isDual
                ? 1 - lambda * solved[i, i]
                : zip(rows.row(i), solved.row(i)).reduce(0) { $0 + $1.0 * $1.1 }
        }
    }

    func applied(to columns: DenseMatrix) -> DenseMatrix {
        if !isDual {
            return rows.product(with: solved.product(with: columns, transposingSelf: true))
        }
        var result = solved.product(with: columns)
        for index in result.elements.indices {
            result.elements[index] = columns.elements[index] - lambda * result.elements[index]
        }
        return result
    }
}
