internal import Glibc

extension ModelStockPreset {
    /// The aggregated cosine c of the angles between task vectors.
    ///
    /// - Numerics: In 64 bits; exactly 1 for equal vectors. The product of the norms is formed
    ///   under the root, or as a product of roots where it would overflow or underflow.
    func meanCosine(_ gram: GramMatrix) -> Double {
        let cosines = pairs(gram.order).map { cosine(gram, $0, $1) }
        let count = Double(cosines.count)
        switch aggregate {
        case .cosines: return cosines.reduce(0, +) / count
        case .angles: return cosine(ofDegrees: cosines.map(degrees).reduce(0, +) / count)
        }
    }

    private func degrees(ofCosine cosine: Double) -> Double { acos(cosine) * 180 / .pi }

    /// Exact at a right angle, which `cos` of a rounded number of radians misses by 6e-17: task
    /// vectors without anything in common must give exactly the base.
    private func cosine(ofDegrees degrees: Double) -> Double {
        degrees == 90 ? 0 : cos(degrees * .pi / 180)
    }

    private func pairs(_ count: Int) -> [(Int, Int)] {
        usesAdjacentPairsOnly
            ? (1..<count).map { ($0, $0 - 1) }
            : (1..<count).flatMap { i in (0..<i).map { (i, $0) } }
    }

    private func cosine(_ gram: GramMatrix, _ i: Int, _ j: Int) -> Double {
        let (first, second) = (gram[i, i], gram[j, j])
        let value = guardedQuotient(gram[i, j], first, second)
        return clampsCosine ? min(max(value, -1), 1) : value
    }

    private func guardedQuotient(_ product: Double, _ first: Double, _ second: Double) -> Double {
        let norms = productOfRoots(first, second)
        switch cosine {
        case .exact: return norms == 0 ? 0 : product / norms
        case .added(let epsilon): return product / (norms + epsilon)
        case .productFloor(let floor): return product / max(norms, floor)
        case .normFloor(let floor):
            return product / (max(first.squareRoot(), floor) * max(second.squareRoot(), floor))
        }
    }
}
