import Glibc

/// Calibration in plain loops, sharing nothing with the target: probabilities by the definition, edges of
/// bins in whole numbers, temperatures by trying them.
enum ReferenceCalibration {
    static func probabilities(_ logits: [Double], temperature: Double = 1) -> [Double] {
        let terms = logits.map { exp($0 / temperature) }
        var total = 0.0
        for term in terms { total += term }
        return terms.map { $0 / total }
    }

    /// The negative log-likelihood, Brier score and calibration error.
    static func figures(
        _ rows: [[Double]],
        _ labels: [Int],
        temperature: Double = 1
    ) -> (nll: Double, brier: Double, ece: Double) {
        var (nll, brier) = (0.0, 0.0)
        var members = [[(confidence: Double, isCorrect: Bool)]](repeating: [], count: 15)
        for (row, label) in zip(rows, labels) {
            let p = probabilities(row, temperature: temperature)
            nll -= log(p[label])
            for place in p.indices {
                let wanted = place == label ? 1.0 : 0.0
                brier += (p[place] - wanted) * (p[place] - wanted)
            }
            var best = 0
            for place in p.indices where row[place] > row[best] { best = place }
            members[bin(p[best])].append((p[best], best == label))
        }
        var ece = 0.0
        for bin in members where !bin.isEmpty {
            let accuracy = Double(bin.filter(\.isCorrect).count) / Double(bin.count)
            let confidence = bin.reduce(0) { $0 + $1.confidence } / Double(bin.count)
            ece += Double(bin.count) / Double(labels.count) * abs(accuracy - confidence)
        }
        return (nll / Double(labels.count), brier / Double(labels.count), ece)
    }

    /// `ceil(15 c) - 1` in whole numbers: c is `m / 2^s`.
    static func bin(_ confidence: Double) -> Int {
        precondition(confidence > 1.0 / 64 && confidence <= 1, "whole numbers of 64 bits suffice")
        let m = Int(confidence.significandBitPattern | 1 << 52)
        let s = 52 - Int(confidence.exponent)
        return (15 * m + (1 << s) - 1) / (1 << s) - 1
    }

    /// The temperature of least loss, by a grid on ln T and golden sections within it.
    static func temperature(_ rows: [[Double]], _ labels: [Int]) -> Double {
        func loss(_ x: Double) -> Double { figures(rows, labels, temperature: exp(x)).nll }
        let grid = (0...60).map { -3 + Double($0) / 10 }
        let best = grid.min { loss($0) < loss($1) } ?? 0
        var (low, high) = (max(best - 0.1, -3), min(best + 0.1, 3))
        let ratio = (5.0.squareRoot() - 1) / 2
        for _ in 0..<60 {
            let (a, b) = (high - ratio * (high - low), low + ratio * (high - low))
            if loss(a) < loss(b) { high = b } else { low = a }
        }
        return exp((low + high) / 2)
    }

    /// The mean of models' logits, or the logarithms of the mean of their probabilities.
    static func ensemble(_ models: [[[Double]]], ofProbabilities: Bool) -> [[Double]] {
        models[0].indices.map { image in
            models[0][image].indices.map { place in
                var sum = 0.0
                for model in models {
                    sum +=
                        ofProbabilities ? probabilities(model[image])[place] : model[image][place]
                }
                let mean = sum / Double(models.count)
                return ofProbabilities ? log(mean) : mean
            }
        }
    }
}

/// Numbers that look random, from a seed.
struct TestNumbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// The next number between -1 and 1.
    mutating func next() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(UInt64(1) << 52) - 1
    }

    /// Rows of logits, and labels that they often name.
    mutating func rows(_ images: Int, classes: Int, scale: Double) -> ([[Double]], [Int]) {
        let rows = (0..<images).map { _ in (0..<classes).map { _ in scale * next() } }
        let labels = rows.map { row in
            let largest = row.indices.reduce(0) { row[$1] > row[$0] ? $1 : $0 }
            return next() > -0.2 ? largest : Int((next() + 1) / 2 * Double(classes))
        }
        return (rows, labels)
    }
}
