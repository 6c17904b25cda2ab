package import LinearAlgebra

/// LGC, the label-gradient correlation: the Pearson correlation between the entries of the trace kernel of
/// gradients and of the label kernel.
///
/// Deshpande et al., arXiv 2102.00084. They take the last convolutional layer and a random projection; here
/// it is the last MLP of a CLIP tower, all outputs, exact: `Θ_ij = <A(i), A(j)> (input_i·input_j + 1)`, where
/// the 1 is the bias.
package enum LabelGradientCorrelation {
    /// The layer whose gradients are taken.
    package enum Layer: String, Sendable, CaseIterable {
        /// The MLP's second matrix and its bias: the last layer before pooling.
        case contraction = "c_proj"
        /// The MLP's first matrix and its bias.
        case expansion = "c_fc"
    }

    /// Computes LGC.
    ///
    /// - Parameters:
    ///   - activations: What the images bring about.
    ///   - weights: The model's weights.
    ///   - sample: The same images; of it only the classes count.
    ///   - layer: The layer.
    ///   - rowCount: The rows and columns of a tile of the kernel.
    /// - Returns: LGC, from -1 to 1; undefined for fewer than two classes and where all gradients are
    ///   equal.
    /// - Precondition: There is a row for each image.
    /// - Complexity: O(n E (D + E) + n^2 (E + D + M)) time, whatever the number of outputs; 8 (2 D + 4 E) bytes
    ///   for each image besides the activations, and some tiles.
    package static func score(
        _ activations: LastBlockActivations,
        _ weights: LastBlockWeights,
        _ sample: LabelledFeatures,
        layer: Layer = .contraction,
        rowCount: Int = 512
    ) -> ScoreOutcome {
        precondition(
            activations.token.rowCount == sample.imageCount,
            "activations and images differ in count"
        )
        guard sample.imageCount > 1, sample.classCount > 1 else {
            return .undefined("fewer than two images or classes")
        }
        var correlation = KernelCorrelation(sample)
        forEachTile(activations, weights, layer: layer, rowCount: rowCount) { tile, rows, columns in
            correlation.add(tile, rows: rows, columns: columns)
        }
        return correlation.outcome
    }

    /// LGC of the whole last block: the kernel is that of `BlockGradientKernel`, held whole.
    ///
    /// - Parameters:
    ///   - tokens: For each image the tokens behind ln_1 of the last block, class token first.
    ///   - attended: For each image the class token between attention and MLP.
    ///   - weights: The weights behind the attention.
    ///   - attention: Those of the attention.
    ///   - sample: The same images; of it only the classes count.
    /// - Returns: LGC, undefined as that of one layer.
    /// - Precondition: There are rows for each image.
    /// - Throws: `LinearAlgebraError` when LAPACK fails.
    /// - Complexity: That of the kernel.
    package static func blockScore(
        tokens: [Float],
        attended: [Float],
        _ weights: LastBlockWeights,
        _ attention: LastAttentionWeights,
        _ sample: LabelledFeatures
    ) throws(LinearAlgebraError) -> ScoreOutcome {
        guard sample.imageCount > 1, sample.classCount > 1 else {
            return .undefined("fewer than two images or classes")
        }
        let theta = try BlockGradientKernel.kernel(
            tokens: tokens,
            attended: attended,
            weights,
            attention
        )
        precondition(theta.rowCount == sample.imageCount, "tokens and images differ in count")
        var correlation = KernelCorrelation(sample)
        let images = 0..<sample.imageCount
        correlation.add(theta, rows: images, columns: images)
        return correlation.outcome
    }

    /// Calls `body` with the tiles of the lower triangle of Θ, those on the diagonal whole.
    static func forEachTile(
        _ activations: LastBlockActivations,
        _ weights: LastBlockWeights,
        layer: Layer,
        rowCount: Int,
        _ body: (DenseMatrix, Range<Int>, Range<Int>) -> Void
    ) {
        let kernel = GradientKernel(activations.token, weights)
        let n = activations.token.rowCount
        let tiles = stride(from: 0, to: n, by: rowCount).map { $0..<min($0 + rowCount, n) }
        let before =
            layer == .expansion
            ? HiddenGradientKernel(
                kernel,
                slope: activations.slope,
                contraction: weights.contraction
            ) : nil
        let inputs = before == nil ? activations.hidden : activations.normalised
        for (number, rows) in tiles.enumerated() {
            let (input, part) = (inputs.rows(rows), before?.part(rows))
            for columns in tiles[...number] {
                var tile: DenseMatrix
                if let before, let part {
                    tile = before.products(part, rows == columns ? part : before.part(columns))
                } else {
                    tile = kernel.products(rows, columns)
                }
                let products = input.product(
                    with: rows == columns ? input : inputs.rows(columns),
                    transposingOther: true
                )
                for k in tile.elements.indices { tile.elements[k] *= products.elements[k] + 1 }
                body(tile, rows, columns)
            }
        }
    }
}
