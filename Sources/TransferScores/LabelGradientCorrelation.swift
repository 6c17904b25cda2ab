internal import LinearAlgebra

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
    ///   - rowCount: How many rows of the kernel are held at a time.
    /// - Returns: LGC, from -1 to 1; undefined for fewer than two classes and where all gradients are
    ///   equal.
    /// - Precondition: There is a row for each image.
    /// - Complexity: O(n E (D + E) + n^2 (E + D + M)) time, O(n (D + E + M)) memory, whatever the number of
    ///   outputs.
    package static func score(
        _ activations: LastBlockActivations,
        _ weights: LastBlockWeights,
        _ sample: LabelledFeatures,
        layer: Layer = .contraction,
        rowCount: Int = 256
    ) -> ScoreOutcome {
        precondition(
            activations.token.rowCount == sample.imageCount,
            "activations and images differ in count"
        )
        guard sample.imageCount > 1, sample.classCount > 1 else {
            return .undefined("fewer than two images or classes")
        }
        var correlation = KernelCorrelation(sample)
        let n = sample.imageCount
        let tiles = stride(from: 0, to: n, by: rowCount).map { $0..<min($0 + rowCount, n) }
        let rows = kernel(activations, weights, layer: layer)
        for images in tiles { correlation.add(rows(images), from: images.lowerBound) }
        return correlation.outcome
    }

    /// Rows of Θ by their images.
    static func kernel(
        _ activations: LastBlockActivations,
        _ weights: LastBlockWeights,
        layer: Layer
    ) -> (Range<Int>) -> DenseMatrix {
        let kernel = GradientKernel(activations.token, weights)
        let products: (Range<Int>) -> DenseMatrix
        let inputs: DenseMatrix
        switch layer {
        case .contraction:
            (products, inputs) = (kernel.products, activations.hidden)
        case .expansion:
            let before = HiddenGradientKernel(
                kernel,
                slope: activations.slope,
                contraction: weights.contraction
            )
            (products, inputs) = (before.products, activations.normalised)
        }
        return { images in
            var rows = products(images)
            let own = inputs.rows(images).product(with: inputs, transposingOther: true)
            for k in rows.elements.indices { rows.elements[k] *= own.elements[k] + 1 }
            return rows
        }
    }
}
