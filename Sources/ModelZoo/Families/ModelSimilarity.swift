internal import Checkpoints
package import LinearAlgebra
package import MergeEngine
internal import Merging
package import Workers

/// How alike models are, by their weights or their task vectors.
package struct ModelSimilarity: Sendable {
    /// How it is measured.
    package let kind: SimilarityKind
    /// The models' paths.
    package let models: [String]
    /// The base about which task vectors are; nil for the weights as they are.
    package let base: String?
    /// The similarity of each pair.
    package let matrix: DenseMatrix
    /// The dot products of the vectors over all measured tensors.
    package let gram: DenseMatrix
    /// The cosine of the weights of each pair as they are, over all measured tensors.
    package let rawCosines: DenseMatrix
    /// The number of measured tensors.
    package let tensorCount: Int
    /// What a reader should know.
    package let warnings: [String]

    /// Plans the measurement: the engine's, of a method that makes nothing.
    ///
    /// - Parameters:
    ///   - kind: How similarity is measured.
    ///   - models: The models' paths, at least two.
    ///   - base: The base's path; nil to compare the weights as they are.
    /// - Returns: The recipe of a plan that `init(measuring:_:)` takes.
    package static func recipe(
        _ kind: SimilarityKind,
        models: [String],
        base: String?
    ) -> Recipe {
        Recipe(
            .similarity(ofColumns: kind == .columns, hasBase: base != nil),
            base: base,
            models: models
        )
    }

    /// Measures in one streamed pass.
    ///
    /// - Parameters:
    ///   - plan: The plan of a `recipe` of the same kind.
    ///   - kind: How similarity is measured.
    ///   - cancellation: Ends the work early.
    ///   - progress: Hears of the bytes that were read.
    /// - Throws: What `MergePlan.measurePairs` throws; `FamilyError.nothingMeasured` where no tensor is
    ///   attention or MLP.
    /// - Complexity: One pass over the inputs, memory as planned, and O(layers N^2).
    /// - Numerics: Dot products in 64 bits. The cosines of task vectors are measured on these, never by
    ///   differences of larger products.
    package init(
        measuring plan: MergePlan,
        _ kind: SimilarityKind,
        cancellation: Cancellation = Cancellation(),
        progress: @escaping ProgressListener = { _ in }
    ) throws {
        let measured = try plan.measurePairs(cancellation: cancellation, progress: progress)
        let layers = measured.compactMap(\.self)
        guard let first = layers.first else { throw FamilyError.nothingMeasured }
        base = plan.request.base
        models = plan.request.models
        let count = models.count
        var sum = GramMatrix(order: first.gram.order)
        for layer in layers { sum += layer.gram }
        func mean(_ value: (VectorPairs, Int, Int) -> Double) -> DenseMatrix {
            Self.matrix(count) { i, j in
                layers.reduce(0) { $0 + value($1, i, j) } / Double(layers.count)
            }
        }
        switch kind {
        case .columns:
            let cosines = layers.map(\.meanCosines)
            let order = first.gram.order
            matrix = Self.matrix(count) { i, j in
                cosines.reduce(0) { $0 + $1[i * order + j] } / Double(layers.count)
            }
        case .flat: matrix = Self.matrix(count) { Self.cosine(sum, $0, $1) }
        case .tensors: matrix = mean { Self.cosine($0.gram, $1, $2) }
        }
        let hasBase = base != nil
        gram = Self.matrix(count) { sum[$0, $1] }
        rawCosines = Self.rawCosines(sum, count, hasBase: hasBase)
        self.kind = kind
        tensorCount = layers.count
        warnings = plan.warnings
    }

    private static func matrix(_ count: Int, _ entry: (Int, Int) -> Double) -> DenseMatrix {
        var result = DenseMatrix(rows: count, columns: count)
        for i in 0..<count { for j in 0..<count { result[i, j] = entry(i, j) } }
        return result
    }

    private static func cosine(_ gram: GramMatrix, _ i: Int, _ j: Int) -> Double {
        let squares = gram[i, i] * gram[j, j]
        return squares > 0 ? gram[i, j] / squares.squareRoot() : 0
    }

    /// With a base the last vector is the base w, and `<w + d_i, w + d_j>` is a sum of measured products.
    private static func rawCosines(
        _ gram: GramMatrix,
        _ count: Int,
        hasBase: Bool
    ) -> DenseMatrix {
        func product(_ i: Int, _ j: Int) -> Double {
            guard hasBase else { return gram[i, j] }
            return gram[i, j] + gram[i, count] + gram[j, count] + gram[count, count]
        }
        return matrix(count) { i, j in
            let squares = product(i, i) * product(j, j)
            return squares > 0 ? product(i, j) / squares.squareRoot() : 0
        }
    }
}

/// Why models are not put into families.
package enum FamilyError: Error, Sendable, Equatable {
    /// No tensor is one of attention or MLP, whose columns are compared.
    case nothingMeasured
}

extension FamilyError: CustomStringConvertible {
    /// One line that says what is wrong.
    package var description: String {
        switch self {
        case .nothingMeasured:
            "no tensor's name contains 'attn' or 'mlp', whose columns are compared; compare all tensors "
                + "as one vector"
        }
    }
}
