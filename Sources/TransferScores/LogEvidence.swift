internal import Glibc
package import LinearAlgebra

/// LogME: the logarithm of the largest evidence of a linear model from features to one-hot labels,
/// per image and averaged over the classes.
///
///     w ~ N(0, 1/α I),  y_i ~ N(wᵀf_i, 1/β),  t = α/β
///     q(t) = sum z_k^2 / (1 + λ_k/t) + Δ
///     l(t) = 1/2 log(n/q) - 1/2 log 2π - 1/2 - 1/(2n) sum log1p(λ_k/t),     LogME_c = max l(t)
///
/// λ_k are the eigenvalues of FᵀF, z_k the coordinates of y along them, Δ what of |y|^2 lies outside.
/// You et al., arXiv 2102.11005 and 2110.10545. They iterate a fixed point; `exact` finds the maximum
/// itself, `compatible` repeats their iteration with the term that their code leaves out where the
/// rank is below d.
package enum LogEvidence {
    /// The evidence of the labels, by class.
    package struct Evidence: Sendable {
        /// LogME_c of each class that occurs.
        package let classes: [Double]
        /// The evidence of no features at all, `t -> infinity`, of each class.
        package let withoutFeatures: [Double]

        /// LogME, the mean over the classes.
        package var mean: Double { classes.reduce(0, +) / Double(classes.count) }
    }

    /// The maximum of the evidence.
    ///
    /// - Returns: Nil for fewer than two images or classes.
    /// - Throws: `LinearAlgebraError` when LAPACK fails.
    /// - Complexity: O(n d min(n, d)) for the eigenvalues; 200 points of l for all classes at once, by a matrix
    ///   product, and some 50 more for each class.
    /// - Numerics: log t to 1e-10, hence l to about 1e-15 at a smooth maximum.
    package static func exact(_ sample: LabelledFeatures) throws(LinearAlgebraError) -> Evidence? {
        try evidence(of: sample) { classes in
            let grid = EvidenceGrid(classes)
            return classes.enumerated().map { $1.maximum(grid, row: $0) }
        }
    }

    /// The value at which the published iteration stops.
    ///
    /// - Returns: Nil for fewer than two images or classes.
    /// - Throws: `LinearAlgebraError` when LAPACK fails.
    /// - Complexity: As `exact`, with eleven steps.
    package static func compatible(
        _ sample: LabelledFeatures
    ) throws(LinearAlgebraError) -> Evidence? {
        try evidence(of: sample) { $0.map { $0.fixedPoint() } }
    }

    private static func evidence(
        of sample: LabelledFeatures,
        _ values: ([ClassEvidence]) -> [Double]
    ) throws(LinearAlgebraError) -> Evidence? {
        guard sample.imageCount > 1, sample.classCount > 1 else { return nil }
        let spectrum = try FeatureSpectrum(sample.features)
        let coordinates = spectrum.coordinates(of: sample)
        let classes = sample.classCounts.indices.map { number in
            ClassEvidence(
                spectrum,
                squares: coordinates.row(number).map { $0 * $0 },
                total: sample.classCounts[number]
            )
        }
        return Evidence(
            classes: values(classes),
            withoutFeatures: classes.map(\.withoutFeatures)
        )
    }
}

/// The eigenvalues of FᵀF above rounding, and for each the unit vector `F v_k / sqrt(λ_k)` over images.
private struct FeatureSpectrum {
    let imageCount: Int
    let dimension: Int
    let values: [Double]
    /// Row k holds the vector of `values[k]`.
    let directions: DenseMatrix

    init(_ features: DenseMatrix) throws(LinearAlgebraError) {
        let (n, d) = (features.rowCount, features.columnCount)
        let overColumns = d <= n
        let gram = features.gram(ofColumns: overColumns)
        let system = try SymmetricEigensystem(gram)
        let least = (system.values.last ?? 0) * Double(max(n, d)) * Double.ulpOfOne
        let kept = system.values.indices.filter { system.values[$0] > least }
        values = kept.map { system.values[$0] }
        let vectors = DenseMatrix(
            kept.flatMap { system.vectors.row($0) },
            rows: kept.count,
            columns: gram.rowCount
        )
        if overColumns {
            var directions = vectors.product(with: features, transposingOther: true)
            for k in kept.indices {
                let scale = 1 / values[k].squareRoot()
                for i in 0..<n { directions[k, i] *= scale }
            }
            self.directions = directions
        } else {
            directions = vectors
        }
        (imageCount, dimension) = (n, d)
    }

    /// z: a row for each class, the coordinates of its one-hot labels along the directions.
    func coordinates(of sample: LabelledFeatures) -> DenseMatrix {
        var sums = DenseMatrix(rows: sample.classCount, columns: values.count)
        for k in values.indices {
            for (entry, number) in zip(directions.row(k), sample.classes) {
                sums[number, k] += entry
            }
        }
        return sums
    }
}

/// The evidence of all classes at 200 points of log t, from far below the eigenvalues to far above.
private struct EvidenceGrid {
    let points: [Double]
    /// A row for each class.
    let heights: DenseMatrix

    init(_ classes: [ClassEvidence]) {
        let values = classes.first?.values ?? []
        guard let largest = values.last else {
            (points, heights) = ([], DenseMatrix(rows: classes.count, columns: 0))
            return
        }
        let (low, high) = (log(1e-14 * largest), log(1e14 * largest))
        let points = (0..<200).map { low + (high - low) * Double($0) / 199 }
        let squares = DenseMatrix(
            classes.flatMap(\.squares),
            rows: classes.count,
            columns: values.count
        )
        // 1 / (1 + λ/t), a row for each point; the sum of logarithms is that of all classes.
        var shrinkage = DenseMatrix(rows: points.count, columns: values.count)
        var penalties: [Double] = []
        for (row, point) in points.enumerated() {
            let t = exp(point)
            var penalty = 0.0
            for (k, value) in values.enumerated() {
                shrinkage[row, k] = 1 / (1 + value / t)
                penalty += log1p(value / t)
            }
            penalties.append(penalty)
        }
        var heights = squares.product(with: shrinkage, transposingOther: true)
        for (row, own) in classes.enumerated() {
            for (column, penalty) in penalties.enumerated() {
                heights[row, column] = own.evidence(heights[row, column] + own.rest, penalty)
            }
        }
        (self.points, self.heights) = (points, heights)
    }
}

/// The evidence of one class's labels as a function of t.
private struct ClassEvidence {
    let imageCount: Double
    let dimension: Double
    let values: [Double]
    /// z_k^2.
    let squares: [Double]
    /// Δ.
    let rest: Double
    /// |y|^2, the number of images of the class.
    let total: Double

    init(_ spectrum: FeatureSpectrum, squares: [Double], total: Double) {
        imageCount = Double(spectrum.imageCount)
        dimension = Double(spectrum.dimension)
        values = spectrum.values
        (self.squares, self.total) = (squares, total)
        // Where the directions span all images nothing lies outside them. What the subtraction
        // then leaves is rounding, and the evidence grows with its root as t falls.
        let difference = total - squares.reduce(0, +)
        let rounding = total * imageCount * Double.ulpOfOne
        rest = values.count < spectrum.imageCount && difference > rounding ? difference : 0
    }

    private func evidence(logRatio: Double) -> Double {
        let t = exp(logRatio)
        var (q, penalty) = (rest, 0.0)
        for (value, square) in zip(values, squares) {
            q += square / (1 + value / t)
            penalty += log1p(value / t)
        }
        return evidence(q, penalty)
    }

    /// l from q and the sum of the logarithms.
    func evidence(_ q: Double, _ penalty: Double) -> Double {
        0.5 * log(imageCount / q) - 0.5 * log(2 * .pi) - 0.5 - penalty / (2 * imageCount)
    }

    /// l as t grows without bound.
    var withoutFeatures: Double { 0.5 * log(imageCount / total) - 0.5 * log(2 * .pi) - 0.5 }

    /// The maximum between the neighbours of the grid's best point.
    func maximum(_ grid: EvidenceGrid, row: Int) -> Double {
        let heights = Array(grid.heights.row(row))
        guard let best = heights.indices.max(by: { heights[$0] < heights[$1] }) else {
            return withoutFeatures
        }
        let last = heights.count - 1
        let peak = goldenSection(grid.points[max(best - 1, 0)], grid.points[min(best + 1, last)])
        return max(peak, heights[best])
    }

    private func goldenSection(_ low: Double, _ high: Double) -> Double {
        let ratio = (5.0.squareRoot() - 1) / 2
        var (a, b) = (low, high)
        var (c, d) = (b - ratio * (b - a), a + ratio * (b - a))
        var (atC, atD) = (evidence(logRatio: c), evidence(logRatio: d))
        while b - a > 1e-10 {
            if atC > atD {
                (b, d, atD) = (d, c, atC)
                c = b - ratio * (b - a)
                atC = evidence(logRatio: c)
            } else {
                (a, c, atC) = (c, d, atD)
                d = a + ratio * (b - a)
                atD = evidence(logRatio: d)
            }
        }
        return max(atC, atD)
    }

    func fixedPoint() -> Double {
        var (alpha, beta, t) = (1.0, 1.0, 1.0)
        var (weight, residual) = (0.0, 0.0)
        for _ in 0..<11 {
            (weight, residual) = (0, rest)
            var effective = 0.0
            for (value, square) in zip(values, squares) {
                effective += value / (t + value)
                weight += value * square / ((t + value) * (t + value))
                residual += square / ((1 + value / t) * (1 + value / t))
            }
            alpha = effective / (weight + 1e-5)
            beta = (imageCount - effective) / (residual + 1e-5)
            let next = alpha / beta
            let change = (next - t).magnitude / t
            t = next
            if change <= 1e-3 { break }
        }
        let logDeterminant =
            values.reduce(0) { $0 + log(alpha + beta * $1) }
            + (dimension - Double(values.count)) * log(alpha)
        let likelihood =
            imageCount / 2 * log(beta) + dimension / 2 * log(alpha)
            - imageCount / 2 * log(2 * .pi) - beta / 2 * residual - alpha / 2 * weight
            - 0.5 * logDeterminant
        return likelihood / imageCount
    }
}
