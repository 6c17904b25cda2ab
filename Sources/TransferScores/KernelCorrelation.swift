internal import LinearAlgebra

/// Pearson's correlation between the entries of a kernel and of the label kernel, from tiles of rows: no
/// n x n matrix is held.
///
/// The label kernel has two values, so that the correlation is
/// `(m_same - m_other) sqrt(p (1 - p)) / sd`, with the means over pairs of one class (an image with itself
/// included) and of two, p the share of the former, and sd the deviation of all entries.
struct KernelCorrelation {
    /// The number, mean and sum of squared deviations of some numbers.
    private struct Moments {
        var (count, mean, squares) = (0.0, 0.0, 0.0)

        /// Adds numbers: first their own moments, then both together, so that nothing cancels.
        mutating func add(_ numbers: [Double]) {
            guard !numbers.isEmpty else { return }
            let own = numbers.reduce(0, +) / Double(numbers.count)
            let deviation = numbers.reduce(0) { $0 + ($1 - own) * ($1 - own) }
            let total = count + Double(numbers.count)
            let gap = own - mean
            squares += deviation + gap * gap * count * Double(numbers.count) / total
            mean += gap * Double(numbers.count) / total
            count = total
        }
    }

    private let classes: [Int]
    private let sameShare: Double
    private var (all, same, other) = (Moments(), Moments(), Moments())

    init(_ sample: LabelledFeatures) {
        classes = sample.classes
        sameShare = sample.sameClassShare
    }

    /// Takes rows of the kernel, from one on.
    mutating func add(_ tile: DenseMatrix, from first: Int) {
        for row in 0..<tile.rowCount {
            let entries = Array(tile.row(row))
            let own = classes[first + row]
            all.add(entries)
            same.add(zip(entries, classes).filter { $0.1 == own }.map(\.0))
            other.add(zip(entries, classes).filter { $0.1 != own }.map(\.0))
        }
    }

    /// The correlation, once all rows were taken.
    var outcome: ScoreOutcome {
        guard other.count > 0 else { return .undefined("fewer than two images or classes") }
        let deviation = (all.squares / all.count).squareRoot()
        // Equal images differ in the last digits of their products.
        guard deviation > 1e-12 * all.mean.magnitude else {
            return .undefined("all gradients are equal")
        }
        let spread = (sameShare * (1 - sameShare)).squareRoot()
        return .value((same.mean - other.mean) * spread / deviation)
    }
}
