internal import Glibc
internal import Merging

/// How whole models lie to each other: what `measure` finds over all layers that have angles.
public struct PairReport: Sendable, Codable, Equatable {
    /// The vectors: the models, whose task vectors are compared, or base and models, where the method
    /// measures inputs.
    public let vectors: [String]
    /// The number of layers that were counted.
    public let layers: Int
    /// The cosine of each pair, row by row: `Σ_l <d_i, d_j>_l / (‖d_i‖ ‖d_j‖)` with norms over the same
    /// layers; nil where a vector is zero.
    public let cosines: [[Double?]]
    /// The distance of each pair: `sqrt(‖d_i‖² + ‖d_j‖² - 2 <d_i, d_j>)`, which for task vectors is that of
    /// the models.
    public let distances: [[Double]]

    /// The most vectors of which pairs are kept: their number grows with the square.
    static let mostVectors = 64

    /// Sums up layers; nil where none has pairs of these vectors.
    init?(_ layers: [VectorPairs?], vectors: [String]) {
        let counted = layers.compactMap(\.self).filter { $0.gram.order == vectors.count }
        guard var sum = counted.first?.gram else { return nil }
        for layer in counted.dropFirst() { sum += layer.gram }
        let gram = sum
        self.vectors = vectors
        self.layers = counted.count
        let places = vectors.indices
        cosines = places.map { i in
            places.map { j in
                gram[i, i] > 0 && gram[j, j] > 0 ? gram.cosine(i, j) { $0 } : nil
            }
        }
        distances = places.map { i in
            places.map { j in max(gram[i, i] + gram[j, j] - 2 * gram[i, j], 0).squareRoot() }
        }
    }
}

extension LayerReport {
    /// The angle of each pair of vectors, in degrees, in the order of `cosines`.
    public var pairAngles: [Double] {
        (cosines ?? []).map { acos(min(max($0, -1), 1)) * 180 / .pi }
    }
}

extension VectorPairs {
    /// The mean cosines of the pairs: the first vector with the second, with the third, and so on.
    var upperCosines: [Double] {
        let (order, all) = (gram.order, meanCosines)
        return (0..<order).flatMap { i in (i + 1..<max(order, i + 1)).map { all[i * order + $0] } }
    }
}
