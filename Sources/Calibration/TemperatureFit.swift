internal import Glibc

/// The temperature at which a model's probabilities fit labels best.
///
///     T = argmin NLL(z / T)    over ln T in [-3, 3]
///
/// Guo et al., arXiv 1706.04599. It must be found on other images than those of which results are reported.
/// In `b = 1/T` the loss is convex: its slope `1/n sum_i (sum_c p_ic z_ic - z_i[y_i])` does not fall, so
/// that the root is bracketed, and found by Newton's steps; a step that leaves the bracket halves it in ln T
/// instead.
package struct TemperatureFit: Sendable, Equatable {
    /// The temperature.
    package let temperature: Double
    /// Whether the loss falls up to the end of the range: the labels say no more than that.
    package let isAtBound: Bool

    /// The largest |ln T|.
    package static let bound = 3.0

    /// Finds the temperature.
    ///
    /// - Parameters:
    ///   - rows: Logits.
    ///   - labels: The class of each image.
    /// - Precondition: There is an image, and a label for each among the classes.
    /// - Numerics: ln T within 1e-6 of the minimum, or 1 where the loss does not depend on it: where all
    ///   logits of each image are equal.
    /// - Complexity: O(images · classes) for a step, of which there are rarely more than ten.
    package init(_ rows: LogitRows, labels: [Int]) {
        precondition(labels.count == rows.imageCount && !labels.isEmpty, "an image has one label")
        func slope(_ inverse: Double) -> Slope { Slope(rows, labels, inverse: inverse) }
        var (low, high) = (exp(-Self.bound), exp(Self.bound))
        let (first, last) = (slope(low).value, slope(high).value)
        guard first < 0, last > 0 else {
            let isFlat = first == 0 && last == 0
            temperature = isFlat ? 1 : first >= 0 ? 1 / low : 1 / high
            isAtBound = !isFlat
            return
        }
        var inverse = 1.0
        for _ in 0..<100 {
            let here = slope(inverse)
            if here.value < 0 { low = inverse } else { high = inverse }
            let step = inverse - here.value / here.curvature
            let next = step > low && step < high ? step : (low * high).squareRoot()
            let change = log(next / inverse).magnitude
            inverse = next
            if change < 1e-9 || here.value == 0 { break }
        }
        temperature = 1 / inverse
        isAtBound = false
    }
}

/// The first two derivatives of the mean loss by the inverse temperature.
private struct Slope {
    private(set) var (value, curvature) = (0.0, 0.0)

    init(_ rows: LogitRows, _ labels: [Int], inverse: Double) {
        for (image, label) in labels.enumerated() {
            let row = rows.row(image)
            let most = row.max() ?? 0
            var (total, first, second) = (0.0, 0.0, 0.0)
            for logit in row {
                let distance = logit - most
                let weight = exp(distance * inverse)
                total += weight
                first += weight * distance
                second += weight * distance * distance
            }
            let mean = first / total
            value += mean - (row[row.startIndex + label] - most)
            curvature += max(second / total - mean * mean, 0)
        }
        let count = Double(labels.count)
        (value, curvature) = (value / count, curvature / count)
    }
}
