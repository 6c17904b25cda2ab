internal import Glibc

/// What is averaged over the models of an ensemble.
package enum EnsembleAveraging: String, Sendable, CaseIterable {
    /// The logits, `z_c = 1/M sum_m z_mc`: the logit ensemble of Wortsman et al., arXiv 2203.05482.
    case logits
    /// The probabilities, `p_c = 1/M sum_m softmax(z_m)_c`; their logarithms are the ensemble's logits.
    case probabilities
}

/// The mean over models of what they made of the same images, one model after the other.
///
/// It holds one row for each image, however many models there are.
package struct EnsembleMean: Sendable {
    private let averaging: EnsembleAveraging
    private let classCount: Int
    /// The sums of logits; or the logarithms of sums of probabilities, which then never vanish.
    private var sums: [Double]
    /// The number of models so far.
    package private(set) var modelCount = 1

    /// Begins with the first model.
    ///
    /// - Parameters:
    ///   - first: What it made of the images.
    ///   - averaging: What is averaged.
    package init(_ first: LogitRows, averaging: EnsembleAveraging) {
        (classCount, self.averaging) = (first.classCount, averaging)
        sums = averaging == .logits ? first.values : Self.logProbabilities(first)
    }

    /// Adds a model.
    ///
    /// - Precondition: It rated the same number of images and classes.
    /// - Numerics: 64 bits, in the order of the models. Sums of probabilities are kept as their logarithms,
    ///   `ln(a + b) = max + ln(1 + e^-|ln a - ln b|)`, with a relative error of some 2^-52 for each model.
    package mutating func add(_ rows: LogitRows) {
        precondition(
            rows.classCount == classCount && rows.values.count == sums.count,
            "models of an ensemble rate the same images and classes"
        )
        modelCount += 1
        switch averaging {
        case .logits: for (place, value) in rows.values.enumerated() { sums[place] += value }
        case .probabilities:
            for (place, value) in Self.logProbabilities(rows).enumerated() {
                let most = sums[place] > value ? sums[place] : value
                // Two classes that both models exclude have no difference.
                guard most != -.infinity else { continue }
                sums[place] = most + log1p(exp(-(sums[place] - value).magnitude))
            }
        }
    }

    /// The ensemble's logits so far.
    package var rows: LogitRows {
        let count = Double(modelCount)
        let values =
            averaging == .logits ? sums.map { $0 / count } : sums.map { $0 - log(count) }
        return LogitRows(values, classCount: classCount)
    }

    private static func logProbabilities(_ rows: LogitRows) -> [Double] {
        (0..<rows.imageCount).flatMap { image in
            let row = rows.row(image)
            let total = row.logSumOfExponentials
            return row.map { $0 - total }
        }
    }
}
