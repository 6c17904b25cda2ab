internal import Glibc
package import LinearAlgebra

/// The attention of the last block, for the class token alone.
package struct LastAttentionWeights: Sendable {
    /// Rows for query, key and value, one after another: 3 D x D, and their bias.
    package var input: DenseMatrix
    package var inputBias: [Double]
    /// W_out, D x D.
    package var output: DenseMatrix
    /// The number of heads.
    package var headCount: Int

    /// Takes the weights.
    ///
    /// - Precondition: The number of heads divides the width.
    package init(input: DenseMatrix, inputBias: [Double], output: DenseMatrix, headCount: Int) {
        precondition(output.rowCount % headCount == 0, "heads differ in width")
        (self.input, self.inputBias) = (input, inputBias)
        (self.output, self.headCount) = (output, headCount)
    }

    var width: Int { output.rowCount }
    var headWidth: Int { width / headCount }
}

/// What one image's attention gives the class token, head by head: `p = softmax(q·k_j / √w)`.
struct BlockAttention {
    /// n_j, the tokens behind ln_1, a row for each; the first is that of the class token.
    let tokens: DenseMatrix
    /// q, all heads of it.
    let query: [Double]
    /// o, all heads of it: `sum_j p_j v_j`.
    let context: [Double]
    /// For each head `sum_j p_j n_j`, a row of D.
    let meanTokens: DenseMatrix
    /// For each head the rows `p_j (v_j - v̄)`, T x w.
    let weightedValues: [DenseMatrix]
    /// For each head `Cov_p(v, k) / √w`, w x w.
    let covariances: [DenseMatrix]

    init(_ tokens: DenseMatrix, _ weights: LastAttentionWeights) {
        let (width, headWidth) = (weights.width, weights.headWidth)
        var projected = tokens.product(with: weights.input, transposingOther: true)
        for row in 0..<projected.rowCount {
            for column in 0..<projected.columnCount {
                projected[row, column] += weights.inputBias[column]
            }
        }
        let count = tokens.rowCount
        let root = Double(headWidth).squareRoot()
        var context: [Double] = []
        var meanTokens: [Double] = []
        var (values, covariances): ([DenseMatrix], [DenseMatrix]) = ([], [])
        for head in 0..<weights.headCount {
            let first = head * headWidth
            func part(_ kind: Int) -> DenseMatrix {
                projected.columns(kind * width + first..<kind * width + first + headWidth)
            }
            let (queries, keys, own) = (part(0), part(1), part(2))
            let logits = (0..<count).map { j in
                zip(queries.row(0), keys.row(j)).reduce(0) { $0 + $1.0 * $1.1 } / root
            }
            let most = logits.max() ?? 0
            let terms = logits.map { exp($0 - most) }
            let total = terms.reduce(0, +)
            let shares = DenseMatrix(terms.map { $0 / total }, rows: 1, columns: count)
            let mean = shares.product(with: own).elements
            context += mean
            meanTokens += shares.product(with: tokens).elements
            var centred = own
            for j in 0..<count {
                for k in 0..<headWidth { centred[j, k] = shares[0, j] * (own[j, k] - mean[k]) }
            }
            var covariance = centred.product(with: keys, transposingSelf: true)
            for k in covariance.elements.indices { covariance.elements[k] /= root }
            values.append(centred)
            covariances.append(covariance)
        }
        self.tokens = tokens
        query = Array(projected.row(0).prefix(width))
        self.context = context
        self.meanTokens = DenseMatrix(meanTokens, rows: weights.headCount, columns: width)
        (weightedValues, self.covariances) = (values, covariances)
    }
}

extension DenseMatrix {
    /// Some columns as a matrix of their own.
    func columns(_ range: Range<Int>) -> DenseMatrix {
        DenseMatrix(
            (0..<rowCount).flatMap { row in
                elements[
                    row * columnCount + range.lowerBound..<row * columnCount + range.upperBound
                ]
            },
            rows: rowCount,
            columns: range.count
        )
    }
}
