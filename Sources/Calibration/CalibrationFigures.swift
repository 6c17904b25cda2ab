internal import Glibc

/// How right a model is about images, and about how right it is.
///
///     p_i  = softmax(z_i / T)
///     NLL  = -1/n sum_i ln p_i[y_i]
///     Brier = 1/n sum_i sum_c (p_ic - [c = y_i])²          from 0 to 2
///     ECE  = sum_b n_b/n |accuracy_b - mean confidence_b|  15 equal bins of the largest p_i on (0, 1]
///
/// The expected calibration error is that of Guo et al., arXiv 1706.04599; a confidence c is in the bin
/// `ceil(15 c)`, so that an edge belongs to the bin below it.
package struct CalibrationFigures: Sendable, Equatable {
    /// The images.
    package let images: Int
    /// Those that get the class of their label; it does not depend on the temperature.
    package let correct: Int
    /// The mean negative log-likelihood, in nats.
    package let nll: Double
    /// The Brier score over all classes.
    package let brier: Double
    /// The expected calibration error, a fraction.
    package let ece: Double

    /// The part of the images that get the class of their label.
    package var top1: Double { Double(correct) / Double(max(images, 1)) }

    /// Measures rows of logits.
    ///
    /// - Parameters:
    ///   - rows: The logits.
    ///   - labels: The class of each image.
    ///   - temperature: What logits are divided by.
    /// - Precondition: There is an image, a label for each among the classes, and the temperature is positive.
    /// - Numerics: 64 bits, sums in the order of the images. Bins are exact for the confidence as it is
    ///   rounded.
    /// - Complexity: O(images · classes) time.
    package init(_ rows: LogitRows, labels: [Int], temperature: Double = 1) {
        precondition(labels.count == rows.imageCount && !labels.isEmpty, "an image has one label")
        precondition(temperature > 0, "a temperature is positive")
        var (likelihood, squares, correct) = (0.0, 0.0, 0)
        var bins = ConfidenceBins()
        for (image, label) in labels.enumerated() {
            let scaled = rows.row(image).map { $0 / temperature }
            let total = scaled[...].logSumOfExponentials
            let predicted = rows.predictedClass(of: image)
            likelihood += total - scaled[label]
            squares += scaled.enumerated().reduce(0) { sum, each in
                let distance = exp(each.element - total) - (each.offset == label ? 1 : 0)
                return sum + distance * distance
            }
            if predicted == label { correct += 1 }
            // Rounding can lift the probability of a sure answer above 1.
            bins.count(min(exp(scaled[predicted] - total), 1), isCorrect: predicted == label)
        }
        let count = Double(labels.count)
        (images, self.correct) = (labels.count, correct)
        (nll, brier, ece) = (likelihood / count, squares / count, bins.error)
    }
}
