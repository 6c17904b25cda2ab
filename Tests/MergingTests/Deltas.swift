import Merging

/// The Gram matrix of task vectors, in plain loops.
func gram(_ deltas: [[Double]]) -> GramMatrix {
    let entries = deltas.flatMap { first in
        deltas.map { second in zip(first, second).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    return GramMatrix(lowerTriangle: entries, order: deltas.count)
}

/// What a decision makes of task vectors around a base of zeros.
func displacement(_ decision: LayerDecision, _ deltas: [[Double]]) -> [Double] {
    switch decision.action {
    case .copyBase: deltas[0].map { _ in 0 }
    case .copyModel(let model): deltas[model]
    case .combine(let sum):
        deltas[0].indices.map { element in
            let weighted = zip(sum.weights, deltas).reduce(0) { $0 + $1.0 * $1.1[element] }
            return sum.scale * weighted / sum.divisor
        }
    }
}

/// Reproducible numbers in -1...1 with a shared part, so that cosines are positive.
func randomDeltas(count: Int, length: Int, seed: UInt64) -> [[Double]] {
    var state = seed
    func next() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(Int64(bitPattern: state) >> 11) * 0x1p-52
    }
    let shared = (0..<length).map { _ in next() }
    return (0..<count).map { model in
        shared.map { $0 + Double(model + 1) / 2 * next() }
    }
}
