internal import Glibc

/// MODEL SELECTOR: which items to label next, so that few labels tell which model is best.
///
/// The posterior over models is `w_j ∝ γ^(correct answers of j)`, γ = (1-ε)/ε. An item is asked for that
/// leaves the least expected entropy of the posterior, the class drawn evenly. Okanovic et al.,
/// arXiv 2410.13609.
package struct LabelQueries: Sendable {
    /// The items on which not all models agree: the only ones whose labels tell anything.
    package let disputed: [Int]

    /// The predictions of the disputed items, all models of one after another.
    private let predictions: [Int32]
    private let modelCount: Int
    private let classCount: Int
    private let logGamma: Double
    private var correct: [Int]
    /// The places among the disputed items of those without a label.
    private var open: [Int]

    /// Begins without labels.
    ///
    /// - Parameters:
    ///   - predictions: For each item the class that each model predicts.
    ///   - classCount: The number C of outputs, whether they are predicted or not.
    ///   - epsilon: ε, the error rate that a model is assumed to have, above 0 and below 1/2.
    /// - Precondition: Every item has a prediction of every model, from 0 to C - 1, C is at most
    ///   `Int32.max`, and ε is in range.
    /// - Complexity: O(items * models) time; four bytes for each prediction of a disputed item.
    package init(predictions: [[Int]], classCount: Int, epsilon: Double) {
        precondition(epsilon > 0 && epsilon < 0.5, "ε is out of range")
        let modelCount = predictions.first?.count ?? 0
        precondition(predictions.allSatisfy { $0.count == modelCount }, "models differ in items")
        precondition(
            predictions.allSatisfy { $0.allSatisfy { (0..<classCount).contains($0) } },
            "a prediction is outside of the classes"
        )
        self.modelCount = modelCount
        self.classCount = classCount
        logGamma = log((1 - epsilon) / epsilon)
        disputed = predictions.indices.filter { item in
            predictions[item].contains { $0 != predictions[item][0] }
        }
        self.predictions = disputed.flatMap { predictions[$0].map { Int32($0) } }
        correct = [Int](repeating: 0, count: modelCount)
        open = Array(disputed.indices)
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
    package var remaining: [Int] { open.map { disputed[$0] } }

    /// The predictions of a disputed item.
    private func row(_ place: Int) -> ArraySlice<Int32> {
        predictions[place * modelCount..<(place + 1) * modelCount]
    }

    /// Takes the label of an item; that of an undisputed one changes nothing.
    ///
    /// - Complexity: O(models + remaining items).
    package mutating func note(label: Int, of item: Int) {
        guard let place = open.firstIndex(where: { disputed[$0] == item }) else { return }
        let row = row(open.remove(at: place))
        for (model, predicted) in row.enumerated() where predicted == Int32(label) {
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
        // A class that nobody predicts has the weight 0, and its entropy is that before the label.
        var weightOf = [Double](repeating: 0, count: classCount)
        var termOf = weightOf
        var seen = [Int](repeating: 0, count: modelCount)
        for place in open {
            var seenCount = 0
            var index = place * modelCount
            for model in 0..<modelCount {
                let predicted = Int(predictions[index])
                index += 1
                // Weights are positive: the first of a class is told by the 0 that it finds.
                if weightOf[predicted] == 0 {
                    seen[seenCount] = predicted
                    seenCount += 1
                }
                weightOf[predicted] += weights[model]
                termOf[predicted] += terms[model]
            }
            var sum = -all * Double(classCount)
            for number in 0..<seenCount {
                let predicted = seen[number]
                let (weight, term) = (weightOf[predicted], termOf[predicted])
                (weightOf[predicted], termOf[predicted]) = (0, 0)
                let z = 1 + (gamma - 1) * weight
                sum += all + log(z) - (all + (gamma - 1) * term + gamma * logGamma * weight) / z
            }
            body(disputed[place], sum / Double(classCount) / M_LN2)
        }
    }

    /// The class that most of the posterior predicts for a disputed item; of equal ones the lowest.
    package func likelyClass(of item: Int) -> Int {
        var weightOf = [Double](repeating: 0, count: classCount)
        guard let place = disputed.firstIndex(of: item) else { return 0 }
        for (weight, predicted) in zip(posterior, row(place)) {
            weightOf[Int(predicted)] += weight
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
