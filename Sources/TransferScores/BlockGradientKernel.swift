package import LinearAlgebra

/// The trace kernel of gradients of the whole last block, but for ln_1, and of what follows it, but for the head.
///
/// `Θ_ij = sum over parameters and outputs of <∇z_c(x_i), ∇z_c(x_j)>`: the sum of a product of two small Gram
/// matrices for each matrix and bias. Unlike that of the MLP's matrices it needs the Jacobians A of the block,
/// whose rows are made for a few outputs at a time:
///
///     A_e = W (I - f fᵀ)/|e|   A_c = A_e Pᵀ   A_r = LNᵀ(A_c)   A_a = (A_r W_proj) ⊙ g'   A_m = A_a W_fc
///     A_u = A_r + LNᵀ(A_m)     A_o = A_u W_out   A_q = A_o Cov_p(v, k)/√w    of each head
///     LNᵀ(A) = (T - mean T - x̂ mean(T ⊙ x̂)) / σ,  T = A ⊙ γ
package struct BlockGradientKernel {
    private let weights: LastBlockWeights
    private let attention: LastAttentionWeights
    private let images: [BlockAttention]
    private let part: MLPRows
    /// û and r̂, with σ.
    private let (before, after): (Standardised, Standardised)
    /// c, f and |e|.
    private let pooled, features: DenseMatrix
    private let norms: [Double]
    /// W, or where it has more rows than columns a square root of WᵀW: the kernel is the same.
    private let head: DenseMatrix

    /// Θ, n x n.
    ///
    /// - Parameters:
    ///   - tokens: For each image the tokens behind ln_1 of the last block, class token first.
    ///   - attended: u, a row for each image: the class token between attention and MLP.
    ///   - weights: The weights behind the attention.
    ///   - attention: Those of the attention.
    /// - Returns: The kernel.
    /// - Precondition: Rows are whole, and there are as many images of both.
    /// - Throws: `LinearAlgebraError` when LAPACK fails.
    /// - Complexity: For R = min(C, E) outputs, T tokens and H heads: O(n R (D M + H T D) + n^2 R (M + H D)) time;
    ///   some 8 D (3 T + w + H) bytes for each image, and 64 MB or one output's rows of all Jacobians.
    package static func kernel(
        tokens: [Float],
        attended: [Float],
        _ weights: LastBlockWeights,
        _ attention: LastAttentionWeights
    ) throws(LinearAlgebraError) -> DenseMatrix {
        try BlockGradientKernel(tokens, attended, weights, attention).sum()
    }

    private init(
        _ tokens: [Float],
        _ attended: [Float],
        _ weights: LastBlockWeights,
        _ attention: LastAttentionWeights
    ) throws(LinearAlgebraError) {
        let width = attention.width
        precondition(attended.count % width == 0, "a row is not whole")
        let count = attended.count / width
        let length = tokens.count / max(count, 1)
        precondition(length % width == 0 && length * count == tokens.count, "a token is not whole")
        images = (0..<count).map { image in
            let rows = tokens[image * length..<(image + 1) * length].map(Double.init)
            return BlockAttention(
                DenseMatrix(rows, rows: length / width, columns: width),
                attention
            )
        }
        let rows = DenseMatrix(attended.map(Double.init), rows: count, columns: width)
        part = MLPRows(rows, weights)
        before = Standardised(rows, epsilon: weights.epsilon)
        after = Standardised(part.token, epsilon: weights.epsilon)
        var pooled = after.rows
        for i in 0..<count {
            for j in 0..<width {
                pooled[i, j] = pooled[i, j] * weights.outputGain[j] + weights.outputShift[j]
            }
        }
        var features = pooled.product(with: weights.projection, transposingOther: true)
        let norms = (0..<count).map { i in
            features.row(i).reduce(0) { $0 + $1 * $1 }.squareRoot()
        }
        for i in 0..<count {
            for k in 0..<features.columnCount { features[i, k] /= norms[i] }
        }
        head = try Self.outputs(weights)
        (self.pooled, self.features, self.norms) = (pooled, features, norms)
        (self.weights, self.attention) = (weights, attention)
    }

    private static func outputs(
        _ weights: LastBlockWeights
    ) throws(LinearAlgebraError) -> DenseMatrix {
        let featureCount = weights.projection.rowCount
        guard let head = weights.head else {
            var identity = DenseMatrix(rows: featureCount, columns: featureCount)
            for k in 0..<featureCount { identity[k, k] = 1 }
            return identity
        }
        guard head.rowCount > featureCount else { return head }
        let system = try SymmetricEigensystem(head.gram(ofColumns: true))
        var root = system.vectors
        for (k, value) in system.values.enumerated() {
            let scale = max(value, 0).squareRoot()
            for j in 0..<featureCount { root[k, j] *= scale }
        }
        return root
    }

    private func sum() -> DenseMatrix {
        let n = images.count
        var theta = DenseMatrix(rows: n, columns: n)
        let width = attention.width
        let perOutput =
            8 * n * (weights.contraction.columnCount + (8 + attention.headCount) * width)
        let step = max((64 << 20) / max(perOutput, 1), 1)
        for first in stride(from: 0, to: head.rowCount, by: step) {
            add(first..<min(first + step, head.rowCount), to: &theta)
        }
        return theta
    }

    /// Adds the products of all Jacobians' rows of some outputs.
    private func add(_ outputs: Range<Int>, to theta: inout DenseMatrix) {
        let byFeature = featureRows(outputs)
        let byPooled = byFeature.product(with: weights.projection)
        let byToken = normalised(byPooled, after, weights.outputGain, outputs.count)
        var byHidden = byToken.product(with: weights.contraction)
        scale(&byHidden, by: part.slope, outputs.count)
        let byInput = byHidden.product(with: weights.expansion)
        var byAttended = normalised(byInput, before, weights.inputGain, outputs.count)
        for k in byAttended.elements.indices { byAttended.elements[k] += byToken.elements[k] }
        let byContext = byAttended.product(with: attention.output)

        add(byToken, inputs: part.hidden, hasBias: true, to: &theta)
        add(byHidden, inputs: part.normalised, hasBias: true, to: &theta)
        let contexts = rows { images[$0].context }
        add(byAttended, inputs: contexts, hasBias: true, to: &theta)
        add(byFeature, inputs: pooled, hasBias: false, to: &theta)
        for (gradient, standard) in [(byPooled, after.rows), (byInput, before.rows)] {
            add(gradient, inputs: nil, hasBias: true, to: &theta)
            var gains = gradient
            scale(&gains, by: standard, outputs.count)
            add(gains, inputs: nil, hasBias: true, to: &theta)
        }
        for head in 0..<attention.headCount { addHead(head, byContext, to: &theta) }
    }

    /// Queries, keys and values of one head.
    private func addHead(_ head: Int, _ byContext: DenseMatrix, to theta: inout DenseMatrix) {
        let width = attention.headWidth
        let own = byContext.columns(head * width..<(head + 1) * width)
        let count = own.rowCount / images.count
        var (byQuery, byKey): ([Double], [Double]) = ([], [])
        for (number, image) in images.enumerated() {
            let rows = own.rows(number * count..<(number + 1) * count)
            byQuery += rows.product(with: image.covariances[head]).elements
            byKey +=
                rows.product(with: image.weightedValues[head], transposingOther: true)
                .product(with: image.tokens).elements
        }
        let means = rows { Array(images[$0].meanTokens.row(head)) }
        add(own, inputs: means, hasBias: true, to: &theta)
        let queries = DenseMatrix(byQuery, rows: own.rowCount, columns: width)
        add(queries, inputs: rows { Array(images[$0].tokens.row(0)) }, hasBias: true, to: &theta)
        let keys = DenseMatrix(byKey, rows: own.rowCount, columns: attention.width)
        let root = Double(width).squareRoot()
        let scaled = rows { image in
            images[image].query[head * width..<(head + 1) * width].map { $0 / root }
        }
        add(keys, inputs: scaled, hasBias: false, to: &theta)
    }

    /// `<A(i), A(j)> (input_i·input_j + 1)`, the 1 for a bias; without inputs `<A(i), A(j)>`.
    private func add(
        _ gradient: DenseMatrix,
        inputs: DenseMatrix?,
        hasBias: Bool,
        to theta: inout DenseMatrix
    ) {
        // An image's rows are one after another: together they are one long row.
        let flat = DenseMatrix(
            gradient.elements,
            rows: images.count,
            columns: gradient.elements.count / max(images.count, 1)
        )
        let products = flat.gram(ofColumns: false)
        let factors = inputs?.gram(ofColumns: false)
        let bias = hasBias ? 1.0 : 0
        for k in theta.elements.indices {
            theta.elements[k] += products.elements[k] * ((factors?.elements[k] ?? 0) + bias)
        }
    }

    /// A_e of some outputs, image by image.
    private func featureRows(_ outputs: Range<Int>) -> DenseMatrix {
        let own = head.rows(outputs)
        var elements: [Double] = []
        for image in images.indices {
            let f = Array(features.row(image))
            for c in 0..<own.rowCount {
                let row = own.row(c)
                guard weights.normalisesFeatures else {
                    elements += row
                    continue
                }
                let along = zip(row, f).reduce(0) { $0 + $1.0 * $1.1 }
                elements += zip(row, f).map { ($0 - along * $1) / norms[image] }
            }
        }
        return DenseMatrix(
            elements,
            rows: images.count * own.rowCount,
            columns: own.columnCount
        )
    }

    /// LNᵀ.
    private func normalised(
        _ gradient: DenseMatrix,
        _ standard: Standardised,
        _ gain: [Double],
        _ count: Int
    ) -> DenseMatrix {
        var result = gradient
        let width = gradient.columnCount
        for row in 0..<gradient.rowCount {
            let image = row / count
            var (mean, slope) = (0.0, 0.0)
            for j in 0..<width {
                result[row, j] *= gain[j]
                mean += result[row, j]
                slope += result[row, j] * standard.rows[image, j]
            }
            mean /= Double(width)
            slope /= Double(width)
            for j in 0..<width {
                let centred = result[row, j] - mean - standard.rows[image, j] * slope
                result[row, j] = centred / standard.deviations[image]
            }
        }
        return result
    }

    /// Multiplies the rows of each image by numbers of it.
    private func scale(_ gradient: inout DenseMatrix, by factors: DenseMatrix, _ count: Int) {
        for row in 0..<gradient.rowCount {
            for j in 0..<gradient.columnCount { gradient[row, j] *= factors[row / count, j] }
        }
    }

    private func rows(_ row: (Int) -> [Double]) -> DenseMatrix {
        let all = images.indices.map(row)
        return DenseMatrix(all.flatMap(\.self), rows: all.count, columns: all.first?.count ?? 0)
    }
}
