package import CLIPModels
package import LinearAlgebra

/// The weights of the last block behind its first LayerNorm, in 64 bits: what leads from there to the
/// outputs.
///
///     u = x_0 + W_out attention(n) + b
///     m = ln_2(u);  g = act(W_fc m + b);  r = u + W_proj g + b;  e = ln_post(r) P;  z = W e/|e| + b
package struct LastBlock: Sendable {
    /// A LayerNorm's gain and shift.
    package struct Norm: Sendable {
        /// The factor of each entry.
        package let gain: [Double]
        /// What is added to each entry.
        package let shift: [Double]
    }

    /// The rows for query, key and value, one after another, and their bias.
    package let attentionInput: DenseMatrix
    package let attentionInputBias: [Double]
    /// W_out, behind the heads.
    package let attentionOutput: DenseMatrix
    /// The number of heads.
    package let headCount: Int
    /// ln_2, before the MLP.
    package let inputNorm: Norm
    /// W_fc, a row for each hidden unit.
    package let expansion: DenseMatrix
    /// The bias of W_fc.
    package let expansionBias: [Double]
    /// W_proj, a row for each entry of the token.
    package let contraction: DenseMatrix
    /// The bias of W_proj.
    package let contractionBias: [Double]
    /// ln_post.
    package let outputNorm: Norm
    /// P transposed: a row for each feature.
    package let projection: DenseMatrix
    /// W, a row for each class; none for a model without a head.
    package let head: DenseMatrix
    /// Whether the head takes features of norm 1.
    package let normalisesFeatures: Bool
    /// The nonlinearity.
    package let activation: ActivationFunction
    /// What LayerNorm adds to the variance.
    package let epsilon: Double
}

extension ImageClassifier {
    /// The weights behind the attention of the last block; nil for a tower that does not end in the
    /// form above: one without blocks or projection, with LayerScale, or that pools patches.
    ///
    /// - Complexity: O(weights of an MLP) time and memory.
    package var lastBlock: LastBlock? {
        guard architecture.pooling == .classToken, !architecture.hasLayerScale,
            let block = tower.blocks.last, let outputNorm = tower.outputNorm,
            let projection = tower.projection
        else { return nil }
        return LastBlock(
            attentionInput: block.attentionInput.matrix,
            attentionInputBias: block.attentionInput.bias.widened(3 * architecture.width),
            attentionOutput: block.attentionOutput.matrix,
            headCount: architecture.headCount,
            inputNorm: block.mlpNorm.widened(architecture.width),
            expansion: block.mlpInput.matrix,
            expansionBias: block.mlpInput.bias.widened(architecture.hiddenWidth),
            contraction: block.mlpOutput.matrix,
            contractionBias: block.mlpOutput.bias.widened(architecture.width),
            outputNorm: outputNorm.widened(architecture.width),
            projection: projection.matrix,
            head: head.map.matrix,
            normalisesFeatures: architecture.headInput == .normalisedFeatures,
            activation: tower.activation,
            epsilon: architecture.layerNormEpsilon
        )
    }
}

extension LinearMap {
    /// The weights in 64 bits.
    fileprivate var matrix: DenseMatrix {
        DenseMatrix(weights.map(Double.init), rows: outputCount, columns: inputCount)
    }
}

extension LayerNormalisation {
    fileprivate func widened(_ count: Int) -> LastBlock.Norm {
        LastBlock.Norm(gain: gain.widened(count), shift: shift.widened(count))
    }
}

extension [Vector] {
    /// The first elements in 64 bits.
    fileprivate func widened(_ count: Int) -> [Double] {
        (0..<count).map { Double(self[$0 / Vector.scalarCount][$0 % Vector.scalarCount]) }
    }
}
