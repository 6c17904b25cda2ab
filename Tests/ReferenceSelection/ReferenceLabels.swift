import Glibc

/// Model labels by writing each model's whole table of the task's classes and its outputs.
public struct ReferenceLabels {
    /// For each model its output for each class.
    public private(set) var outputs: [[Int]] = []
    /// For each model and class F1 with the 1 of its authors' code.
    public private(set) var f1: [[Double]] = []
    /// For each model and class r.
    public private(set) var values: [[Double]] = []

    /// Rates models.
    ///
    /// - Parameters:
    ///   - confusions: For each model a row of shares for each concept.
    ///   - mixtures: For each class the weight of each concept.
    ///   - named: For each model and class its output of that name.
    ///   - alpha: How much F1 of the class itself counts.
    public init(
        confusions: [[[Double]]],
        mixtures: [[Double]],
        named: [[Int?]],
        alpha: Double
    ) {
        for (model, confusion) in confusions.enumerated() {
            var table: [[Double]] = []
            for mixture in mixtures {
                var row = [Double](repeating: 0, count: confusion[0].count)
                for concept in mixture.indices {
                    for output in row.indices {
                        row[output] += mixture[concept] * confusion[concept][output]
                    }
                }
                table.append(row)
            }
            var own: [Int] = []
            for (place, row) in table.enumerated() {
                var best = 0
                for output in row.indices where row[output] > row[best] + 1e-12 { best = output }
                own.append(named[model][place] ?? best)
            }
            var scores: [Double] = []
            for place in table.indices {
                var column = 0.0
                for row in table { column += row[own[place]] }
                // TP + FP is the whole column.
                scores.append(2 * table[place][own[place]] / (column + 1))
            }
            outputs.append(own)
            f1.append(scores)
            var rated: [Double] = []
            for place in scores.indices {
                var rest = scores
                rest.remove(at: place)
                let mean = rest.isEmpty ? scores[place] : rest.reduce(0, +) / Double(rest.count)
                rated.append(alpha * scores[place] + (1 - alpha) * mean)
            }
            values.append(rated)
        }
    }

    /// For each class the models of the largest r, found one after the other.
    public func best(_ count: Int) -> [[Int]] {
        values[0].indices.map { place in
            var left = Array(values.indices)
            var chosen: [Int] = []
            while chosen.count < count, !left.isEmpty {
                var best = left[0]
                for model in left where values[model][place] > values[best][place] + 1e-12 {
                    best = model
                }
                chosen.append(best)
                left.removeAll { $0 == best }
            }
            return chosen
        }
    }

    /// The least number of models of which every class has one within a tolerance of its best r, by trying
    /// all sets of models.
    public func leastCover(within tolerance: Double) -> Int {
        var least = values.count
        for choice in 1..<(1 << values.count) {
            let chosen = values.indices.filter { choice >> $0 & 1 == 1 }
            let isCover = values[0].indices.allSatisfy { place in
                var best = 0.0
                for row in values { best = max(best, row[place]) }
                return chosen.contains { values[$0][place] >= best - tolerance }
            }
            if isCover { least = min(least, chosen.count) }
        }
        return least
    }

    /// The ensemble's value of each class for one image.
    public func reuse(_ probabilities: [[Double]], serving: [[Int]]) -> [Double] {
        var result: [Double] = []
        for place in serving.indices {
            var sum = 0.0
            for model in serving[place] {
                var answer: [Double] = []
                for output in outputs[model] { answer.append(probabilities[model][output]) }
                let total = answer.reduce(0, +)
                var entropy = 0.0
                for value in answer where value > 0 {
                    entropy += value / total * log2(total / value)
                }
                sum += answer[place] / total / max(entropy, 1e-12)
            }
            result.append(sum)
        }
        return result
    }
}
