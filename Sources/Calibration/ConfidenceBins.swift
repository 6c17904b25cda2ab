/// Answers by how sure the model was of them, in fifteen equal bins.
struct ConfidenceBins {
    /// The number of bins.
    static let binCount: Int = 15

    private var images = 0
    private var correct = [Int](repeating: 0, count: binCount)
    private var confidence = [Double](repeating: 0, count: binCount)

    /// The bin of a confidence, from 0: the least b with `c <= (b + 1) / 15`.
    ///
    /// - Numerics: Exact. The product 15 c is rounded; a fused multiplication tells the sign of `15 c - b`
    ///   without rounding.
    /// - Precondition: The confidence is above 0 and at most 1.
    static func bin(of confidence: Double) -> Int {
        precondition(confidence > 0 && confidence <= 1, "a confidence lies between 0 and 1")
        let bins = Double(binCount)
        var edge = (bins * confidence).rounded(.up)
        if (1 - edge).addingProduct(bins, confidence) <= 0 {
            edge -= 1
        } else if (-edge).addingProduct(bins, confidence) > 0 {
            edge += 1
        }
        return Int(edge) - 1
    }

    /// Counts an answer.
    mutating func count(_ confidence: Double, isCorrect: Bool) {
        let bin = Self.bin(of: confidence)
        images += 1
        self.confidence[bin] += confidence
        if isCorrect { correct[bin] += 1 }
    }

    /// `sum_b n_b/n |accuracy_b - confidence_b| = 1/n sum_b |correct_b - sum of confidences_b|`.
    var error: Double {
        zip(correct, confidence).reduce(0) { $0 + abs(Double($1.0) - $1.1) }
            / Double(max(images, 1))
    }
}
