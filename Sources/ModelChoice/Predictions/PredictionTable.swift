internal import Evaluation
internal import Glibc

/// What several models predict for the same items.
package struct PredictionTable: Sendable {
    /// The data set.
    package let dataSet: String
    /// The models' paths.
    package let models: [String]
    /// What the items are called: paths, or numbers.
    package let items: [String]
    /// The number of classes that the models rate.
    package let classCount: Int
    /// The names of the classes, where they are known.
    package let classNames: [String]?
    /// The class of each item, where it is known.
    package let labels: [Int]?
    /// For each model the class that it predicts of each item.
    package let classes: [[Int]]
    /// For each model the probability that it gives the class of each item, by the softmax of its logits in 64
    /// bits; nil where logits or classes are not known.
    package let labelProbabilities: [[Double]]?
    /// What tells the images from others of the same names, where it is known.
    package var digest: String?

    /// For each model 1 for each item that it gets right, else 0.
    ///
    /// - Throws: `ModelChoiceError.request` without labels.
    package func correctness() throws(ModelChoiceError) -> [[Double]] {
        let labels = try requireLabels()
        return classes.map { own in zip(own, labels).map { $0 == $1 ? 1 : 0 } }
    }

    /// For each model the probability that it gives the class of each item, or its correctness where no
    /// logits are known.
    package func confidences() throws(ModelChoiceError) -> [[Double]] {
        if let labelProbabilities { return labelProbabilities }
        return try correctness()
    }

    /// The labels.
    package func requireLabels() throws(ModelChoiceError) -> [Int] {
        guard let labels else {
            throw .request("\(dataSet): the predictions hold no labels, which this needs")
        }
        return labels
    }

    /// What tells the items and their labels from others.
    package var fingerprint: String {
        ItemFingerprint(items: items, labels: labels ?? []).text
    }
}

/// Probabilities from logits, in 64 bits.
enum Softmax {
    static func probability(of place: Int, _ logits: ArraySlice<Float>) -> Double {
        let most = Double(logits.max() ?? 0)
        let terms = logits.map { exp(Double($0) - most) }
        return terms[place] / terms.reduce(0, +)
    }
}

/// Tells items and labels from others, by all names and labels.
package struct ItemFingerprint: Sendable {
    /// Sixteen hexadecimal digits.
    package let text: String

    /// Hashes items.
    package init(items: [String], labels: [Int]) {
        var hash = DigestHash()
        for item in items { hash.add(item) }
        for label in labels { hash.add(label) }
        text = hash.text
    }
}
