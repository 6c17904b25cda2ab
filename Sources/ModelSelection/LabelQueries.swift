internal import Glibc

/// MODEL SELECTOR: which items to label next, so that few labels tell which model is best.
///
/// The posterior over models is `w_j ∝ γ^(correct answers of j)`, γ = (1-ε)/ε. An item is asked for that
/// leaves the least expected entropy of the posterior, the class drawn evenly. Okanovic et al.,
/// arXiv 2410.13609.
package struct LabelQueries: Sendable {
    /// The items on which not all models agree: the only ones whose labels tell anything.
    package let disputed: [Int]

    private let predictions: [[Int]]
    private let classCount: Int
    private let logGamma: Double
    private var correct: [Int]
    private var open: [Int]

    /// Begins without labels.
    ///
    /// - Parameters:
    ///   - predictions: For each item the class that each model predicts.
    ///   - classCount: The number C of outputs, whether they are predicted or not.
    ///   - epsilon: ε, the error rate that a model is assumed to have, above 0 and below 1/2.
    /// - Precondition: Every item has a prediction of every model, from 0 to C - 1; ε is in range.
    /// - Complexity: O(items * models).
    package init(predictions: [[Int]], classCount: Int, epsilon: Double) {
        precondition(epsilon > 0 && epsilon < 0.5, "ε is out of range")
        let modelCount = predictions.first?.count ?? 0
        precondition(predictions.allSatisfy { $0.count == modelCount }, "models differ in items")
        precondition(
            predictions.allSatisfy { $0.allSatisfy { (0..<classCount).contains($0) } },
            "a prediction is outside of the classes"
        )
        self.predictions = predictions
        self.classCount = classCount
        logGamma = log((1 - epsilon) / epsilon)
        disputed = predictions.indices.filter { item in
            predictions[item].contains { $0 != predictions[item][0] }
        }
        correct = [Int](repeating: 0, count: modelCount)
        open = disputed
    }

    /// The posterior probability that each model is the best.
    package var posterior: [Double] {
        let most = correct.max() ?? 0
        let weights = correct.map { exp(Double($0 - most) * logGamma) }
        let total = weights.reduce(0, +)
        return weights.map { $0 / total }
    }

    /// The model with the most correct answers so far; of equal ones the first.
    package var leader: Int { correct.indices.reduce(0) { correct[$1] > correct[$0] ? $1 : $0 } }

    /// The disputed items without a label.
    package var remaining: [Int] { open }

    /// Takes the label of an item; that of an undisputed one changes nothing.
    ///
    /// - Complexity: O(models + remaining items).
    package mutating func note(label: Int, of item: Int) {
        guard let place = open.firstIndex(of: item) else { return }
        open.remove(at: place)
        for (model, predicted) in predictions[item].enumerated() where predicted == label {
            correct[model] += 1
        }
    }

    /// The item to label next; nil when no disputed one remains.
    ///
    /// - Returns: The item and the expected entropy of the posterior after its label, in bits. Of items
    ///   within 1e-12 of the least the first is taken.
    /// - Complexity: O(remaining items * models).
    package func next() -> (item: Int, entropy: Double)? {
        var best: (item: Int, entropy: Double)?
        forEachEntropy { item, entropy in
            if entropy < (best?.entropy ?? .infinity) - 1e-12 { best = (item, entropy) }
        }
        return best
    }

    /// Calls `body` with each remaining item and its expected entropy.
    ///
    /// With S and e the sums of w_j and w_j ln w_j over the models that predict c, Z = 1 + (γ-1)S:
    /// the entropy after label c is `ln Z - (E0 + (γ-1)e + γ ln γ S)/Z`, E0 the sum of all w ln w.
    private func forEachEntropy(_ body: (Int, Double) -> Void) {
        let weights = posterior
        let terms = weights.map { $0 > 0 ? $0 * log($0) : 0 }
        let (all, gamma) = (terms.reduce(0, +), exp(logGamma))
        var weightOf = [Double](repeating: 0, count: classCount)
        var termOf = weightOf
        var isSeen = [Bool](repeating: false, count: classCount)
        var seen: [Int] = []
        for item in open {
            seen.removeAll(keepingCapacity: true)
            for (model, predicted) in predictions[item].enumerated() {
                if !isSeen[predicted] {
                    isSeen[predicted] = true
                    seen.append(predicted)
                    (weightOf[predicted], termOf[predicted]) = (0, 0)
                }
                weightOf[predicted] += weights[model]
                termOf[predicted] += terms[model]
            }
            var sum = -all * Double(classCount - seen.count)
            for predicted in seen {
                isSeen[predicted] = false
                let z = 1 + (gamma - 1) * weightOf[predicted]
                let gain = (gamma - 1) * termOf[predicted] + gamma * logGamma * weightOf[predicted]
                sum += log(z) - (all + gain) / z
            }
            body(item, sum / Double(classCount) / M_LN2)
        }
    }

    /// The class that most of the posterior predicts for an item; of equal ones the lowest.
    package func likelyClass(of item: Int) -> Int {
        var weightOf = [Double](repeating: 0, count: classCount)
        for (weight, predicted) in zip(posterior, predictions[item]) {
            weightOf[predicted] += weight
        }
        return weightOf.indices.reduce(0) { weightOf[$1] > weightOf[$0] + 1e-12 ? $1 : $0 }
    }

    /// The next items of a batch: after each, its likely class is taken for its label.
    ///
    /// - Complexity: O(count * remaining items * models).
    package func batch(_ count: Int) -> [(item: Int, entropy: Double)] {
        var ahead = self
        var items: [(item: Int, entropy: Double)] = []
        while items.count < count, let found = ahead.next() {
            items.append(found)
            ahead.note(label: ahead.likelyClass(of: found.item), of: found.item)
        }
        return items
    }
}
