package import LinearAlgebra

/// A vector for each model that depends on no other candidate.
///
/// It says how well the model's features predict those of a few baselines on a fixed set of images.
/// After the Standardized Embedder, arXiv 2406.07536, with formulas of our own.
package enum ModelEmbedding {
    /// How well a model's features F predict each baseline feature, each image left out in turn:
    /// `coverage_j = 1 - mean of ((B - HB)_ij / (1 - h_ii))^2`, between 0 and 1, with
    /// `H = F(FᵀF + λI)⁻¹Fᵀ + 11ᵀ/N` of centred F and λ = 1e-3 tr(FᵀF)/d.
    ///
    /// - Parameters:
    ///   - features: F, a row for each image.
    ///   - baseline: B, a row for each image; its columns are standardised.
    /// - Returns: The coverage of each column of B, nil for one that is constant.
    /// - Precondition: Both have a row for each image.
    /// - Throws: `LinearAlgebraError` when the features are all equal.
    /// - Complexity: O(N d^2 + N d b) for b baseline features.
    package static func coverage(
        of features: DenseMatrix,
        baseline: DenseMatrix
    ) throws(LinearAlgebraError) -> [Double?] {
        precondition(features.rowCount == baseline.rowCount, "images differ in count")
        let (n, d) = (features.rowCount, features.columnCount)
        let centred = matrix((0..<d).map { self.centred(features, $0) }, rows: n)
        let standard = (0..<baseline.columnCount).map { standardised(baseline, $0) }
        let targets = matrix(standard.compactMap(\.self), rows: n)
        var gram = centred.gram(ofColumns: true)
        let trace = (0..<d).reduce(0) { $0 + gram[$1, $1] }
        for k in 0..<d { gram[k, k] += 1e-3 * trace / Double(d) }
        let system = try PositiveDefiniteSystem(gram.elements, order: d)
        var solved = DenseMatrix(rows: n, columns: d)
        for i in 0..<n {
            let solution = try system.solve(Array(centred.row(i)))
            for k in 0..<d { solved[i, k] = solution[k] }
        }
        let fitted = centred.product(with: solved.product(with: targets, transposingSelf: true))
        var errors = [Double](repeating: 0, count: targets.columnCount)
        for i in 0..<n {
            let own = zip(centred.row(i), solved.row(i)).reduce(1 / Double(n)) { $0 + $1.0 * $1.1 }
            for j in errors.indices {
                let residual = (targets[i, j] - fitted[i, j]) / (1 - own)
                errors[j] += residual * residual / Double(n)
            }
        }
        var coverages = errors.map { min(max(1 - $0, 0), 1) }[...]
        return standard.map { $0 == nil ? nil : coverages.removeFirst() }
    }

    /// How much each baseline feature tells about the classes of a data set:
    /// `η^2_j = sum n_c (b̄_cj - b̄_j)^2 / sum (b_ij - b̄_j)^2`.
    ///
    /// - Complexity: O(n b).
    package static func explained(_ baseline: DenseMatrix, labels: [Int]) -> [Double] {
        precondition(baseline.rowCount == labels.count, "images and labels differ in count")
        let groups = Dictionary(grouping: labels.indices) { labels[$0] }.sorted { $0.key < $1.key }
        return (0..<baseline.columnCount).map { j in
            let mean = labels.indices.reduce(0) { $0 + baseline[$1, j] } / Double(labels.count)
            let total = labels.indices.reduce(0) { sum, i in
                let difference = baseline[i, j] - mean
                return sum + difference * difference
            }
            let between = groups.reduce(0) { sum, group in
                let own = group.value.reduce(0) { $0 + baseline[$1, j] } / Double(group.value.count)
                return sum + Double(group.value.count) * (own - mean) * (own - mean)
            }
            return total > 0 ? between / total : 0
        }
    }

    /// The relevance of each feature: what η^2 exceeds its expectation by chance.
    package static func relevance(_ explained: [Double], imageCount: Int, classCount: Int)
        -> [Double]
    {
        explained.map { max(0, $0 - Double(classCount - 1) / Double(imageCount - 1)) }
    }

    /// The score of a model for a data set: its coverage, weighted by relevance; nil without any.
    ///
    /// Features without a coverage do not count.
    package static func score(coverage: [Double?], relevance: [Double]) -> Double? {
        var (sum, total) = (0.0, 0.0)
        for case (let coverage?, let relevance) in zip(coverage, relevance) {
            (sum, total) = (sum + coverage * relevance, total + relevance)
        }
        return total > 0 ? sum / total : nil
    }

    private static func centred(_ matrix: DenseMatrix, _ column: Int) -> [Double] {
        let rows = 0..<matrix.rowCount
        let mean = rows.reduce(0) { $0 + matrix[$1, column] } / Double(rows.count)
        return rows.map { matrix[$0, column] - mean }
    }

    /// A centred column divided by its deviation; nil for one whose entries are all equal.
    private static func standardised(_ matrix: DenseMatrix, _ column: Int) -> [Double]? {
        guard (0..<matrix.rowCount).contains(where: { matrix[$0, column] != matrix[0, column] })
        else { return nil }
        let centred = centred(matrix, column)
        let square = centred.reduce(0) { $0 + $1 * $1 } / Double(centred.count)
        return square > 0 ? centred.map { $0 / square.squareRoot() } : nil
    }

    private static func matrix(_ columns: [[Double]], rows: Int) -> DenseMatrix {
        var result = DenseMatrix(rows: rows, columns: columns.count)
        for (j, column) in columns.enumerated() { for i in 0..<rows { result[i, j] = column[i] } }
        return result
    }
}
