internal import LinearAlgebra

/// Pearson's correlation between the entries of a symmetric kernel and of the label kernel, from tiles of its
/// lower triangle: no n x n matrix is held.
///
/// The label kernel has two values, so that the correlation is
/// `(m_same - m_other) sqrt(p (1 - p)) / sd`, with the means over pairs of one class (an image with itself
/// included) and of two, p the share of the former, and sd the deviation of all entries.
struct KernelCorrelation {
    /// The number, mean and sum of squared deviations of some numbers.
    private struct Moments {
        var (count, mean, squares) = (0.0, 0.0, 0.0)

        /// Adds those of other numbers, so that nothing cancels.
        mutating func add(_ other: Moments) {
            guard other.count > 0 else { return }
            let total = count + other.count
            let gap = other.mean - mean
            squares += other.squares + gap * gap * count * other.count / total
            mean += gap * other.count / total
            count = total
        }

        /// Those of the same numbers, each as often again.
        var doubled: Moments { Moments(count: 2 * count, mean: mean, squares: 2 * squares) }
    }

    private let classes: [Int]
    private let sameShare: Double
    private var (same, other) = (Moments(), Moments())

    init(_ sample: LabelledFeatures) {
        classes = sample.classes
        sameShare = sample.sameClassShare
    }

    /// Takes a tile of the kernel: one on the diagonal, or one below it, which counts for the one above it too
    /// too.
    mutating func add(_ tile: DenseMatrix, rows: Range<Int>, columns: Range<Int>) {
        precondition(
            rows == columns || columns.upperBound <= rows.lowerBound,
            "a tile crosses the diagonal"
        )
        var sums = (same: 0.0, other: 0.0)
        var counts = (same: 0, other: 0)
        forEachEntry(of: tile, rows, columns) { value, isSame in
            if isSame {
                sums.same += value
                counts.same += 1
            } else {
                sums.other += value
                counts.other += 1
            }
        }
        let means = (
            same: sums.same / Double(max(counts.same, 1)),
            other: sums.other / Double(max(counts.other, 1))
        )
        var squares = (same: 0.0, other: 0.0)
        forEachEntry(of: tile, rows, columns) { value, isSame in
            let deviation = value - (isSame ? means.same : means.other)
            if isSame {
                squares.same += deviation * deviation
            } else {
                squares.other += deviation * deviation
            }
        }
        let found = Moments(count: Double(counts.same), mean: means.same, squares: squares.same)
        let rest = Moments(count: Double(counts.other), mean: means.other, squares: squares.other)
        same.add(rows == columns ? found : found.doubled)
        other.add(rows == columns ? rest : rest.doubled)
    }

    @inline(__always)
    private func forEachEntry(
        of tile: DenseMatrix,
        _ rows: Range<Int>,
        _ columns: Range<Int>,
        _ body: (Double, Bool) -> Void
    ) {
        var place = 0
        for row in rows {
            let own = classes[row]
            for column in columns {
                body(tile.elements[place], classes[column] == own)
                place += 1
            }
        }
    }

    /// The correlation, once all tiles of the lower triangle were taken.
    var outcome: ScoreOutcome {
        guard other.count > 0 else { return .undefined("fewer than two images or classes") }
        var all = same
        all.add(other)
        let deviation = (all.squares / all.count).squareRoot()
        // Equal images differ in the last digits of their products.
        guard deviation > 1e-12 * all.mean.magnitude else {
            return .undefined("all gradients are equal")
        }
        let spread = (sameShare * (1 - sameShare)).squareRoot()
        return .value((same.mean - other.mean) * spread / deviation)
    }
}
