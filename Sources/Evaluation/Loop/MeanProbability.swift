internal import Glibc

/// The mean over models of their probabilities: what an ensemble answers.
///
/// `P_c(x) = (1/M) sum_m softmax(z_m(x))_c`
struct MeanProbability {
    private let classCount: Int
    private var sums: [Double]
    private var modelCount = 0

    /// Begins without models.
    init(imageCount: Int, classCount: Int) {
        self.classCount = classCount
        sums = Array(repeating: 0, count: imageCount * classCount)
    }

    /// Adds a model's logits, a row for each image.
    ///
    /// - Numerics: In 64 bits, less the largest logit of the row, so that nothing overflows. A NaN makes
    ///   its row one.
    mutating func add(_ logits: [Float]) {
        precondition(logits.count == sums.count, "models of an ensemble differ in classes")
        modelCount += 1
        for start in stride(from: 0, to: logits.count, by: classCount) {
            let row = logits[start..<start + classCount]
            let most = Double(row.max() ?? 0)
            let terms = row.map { exp(Double($0) - most) }
            let total = terms.reduce(0, +)
            for (place, term) in terms.enumerated() { sums[start + place] += term / total }
        }
    }

    /// The means so far, a row for each image.
    var values: [Float] { sums.map { Float($0 / Double(max(modelCount, 1))) } }
}
