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
    /// For each model a row of logits for each item; nil where only classes are known.
    package let logits: [[Float]]?

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
        let labels = try requireLabels()
        guard let logits else { return try correctness() }
        return logits.map { rows in
            labels.indices.map { item in
                let row = rows[item * classCount..<(item + 1) * classCount].map(Double.init)
                return Softmax.probability(of: labels[item], row)
            }
        }
    }

    /// The labels.
    package func requireLabels() throws(ModelChoiceError) -> [Int] {
        guard let labels else {
            throw .request("\(dataSet): the predictions hold no labels, which this needs")
        }
        return labels
    }

    /// A number that tells the items and their labels from others.
    package var fingerprint: String {
        ItemFingerprint(items: items, labels: labels ?? []).text
    }
}

/// Probabilities from logits, in 64 bits.
enum Softmax {
    static func probability(of place: Int, _ logits: [Double]) -> Double {
        let most = logits.max() ?? 0
        let terms = logits.map { exp($0 - most) }
        return terms[place] / terms.reduce(0, +)
    }
}

/// Tells items and labels from others: FNV-1a of 64 bits over all names and labels.
package struct ItemFingerprint: Sendable {
    /// Sixteen hexadecimal digits.
    package let text: String

    /// Hashes items.
    package init(items: [String], labels: [Int]) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        for item in items {
            for byte in item.utf8 { add(byte) }
            add(0)
        }
        for label in labels { for byte in "\(label),".utf8 { add(byte) } }
        let digits = String(hash, radix: 16)
        text = String(repeating: "0", count: 16 - digits.count) + digits
    }
}
