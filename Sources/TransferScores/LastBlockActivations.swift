internal import Glibc
package import LinearAlgebra

/// The weights of a CLIP tower behind the attention of its last block.
package struct LastBlockWeights: Sendable {
    /// A nonlinearity of CLIP's MLPs.
    package enum Activation: Sendable {
        /// `x Φ(x)`.
        case gelu
        /// `x σ(1.702 x)`.
        case quickGELU
    }

    /// ln_2: gain and shift.
    package var inputGain: [Double] = []
    package var inputShift: [Double] = []
    /// W_fc, a row for each of M hidden units, and its bias.
    package var expansion = DenseMatrix(rows: 0, columns: 0)
    package var expansionBias: [Double] = []
    /// W_proj, a row for each of D entries of the token, and its bias.
    package var contraction: DenseMatrix
    package var contractionBias: [Double] = []
    /// ln_post: gain γ and shift β.
    package var outputGain: [Double]
    package var outputShift: [Double]
    /// P transposed: a row for each of E features.
    package var projection: DenseMatrix
    /// W, a row for each of C outputs; nil for the features themselves as outputs.
    package var head: DenseMatrix?
    /// Whether the head takes features of norm 1.
    package var normalisesFeatures = true
    /// The nonlinearity.
    package var activation = Activation.gelu
    /// What LayerNorm adds to the variance.
    package var epsilon = 1e-5

    /// Describes the part that gradients need.
    package init(
        contraction: DenseMatrix,
        outputGain: [Double],
        outputShift: [Double],
        projection: DenseMatrix,
        head: DenseMatrix?
    ) {
        self.contraction = contraction
        self.outputGain = outputGain
        self.outputShift = outputShift
        self.projection = projection
        self.head = head
    }
}

/// What images bring about there: a row for each image, what only enters products of rows in 32 bits.
package struct LastBlockActivations: Sendable {
    /// m, the input of the MLP.
    let normalised: NarrowRows
    /// g, the hidden units.
    let hidden: NarrowRows
    /// g', the slope of the nonlinearity at each.
    let slope: NarrowRows
    /// r, the token behind the MLP.
    let token: DenseMatrix

    init(
        normalised: DenseMatrix,
        hidden: DenseMatrix,
        slope: DenseMatrix,
        token: DenseMatrix
    ) {
        (self.normalised, self.hidden) = (NarrowRows(normalised), NarrowRows(hidden))
        (self.slope, self.token) = (NarrowRows(slope), token)
    }

    /// Computes the MLP from the class tokens before it.
    ///
    /// `m = ln_2(u); g = act(W_fc m + b); r = u + W_proj g + b`
    ///
    /// - Parameters:
    ///   - attended: u, a row for each image, one after another.
    ///   - weights: The weights.
    ///   - layer: The layer whose gradients are wanted: m and g' are kept for the first matrix only.
    /// - Precondition: Rows are whole.
    /// - Complexity: O(n D M) time, by `dgemm`; 4 M + 8 D bytes for each image, 8 M + 12 D for the first matrix,
    ///   and some rows in 64 bits.
    /// - Numerics: In 64 bits; m, g and g' are then rounded to 32.
    package init(
        attended: [Float],
        _ weights: LastBlockWeights,
        for layer: LabelGradientCorrelation.Layer = .contraction
    ) {
        let width = weights.contraction.rowCount
        precondition(width > 0 && attended.count % width == 0, "a row is not whole")
        let count = attended.count / width
        let hiddenWidth = weights.contraction.columnCount
        let keepsInput = layer == .expansion
        var normalised = NarrowRows(columnCount: width, reservingRows: keepsInput ? count : 0)
        var hidden = NarrowRows(columnCount: hiddenWidth, reservingRows: count)
        var slope = NarrowRows(columnCount: hiddenWidth, reservingRows: keepsInput ? count : 0)
        var token: [Double] = []
        token.reserveCapacity(attended.count)
        for first in stride(from: 0, to: count, by: 256) {
            let rows = first..<min(first + 256, count)
            let part = MLPRows(
                DenseMatrix(
                    attended[rows.lowerBound * width..<rows.upperBound * width].map(Double.init),
                    rows: rows.count,
                    columns: width
                ),
                weights
            )
            hidden.append(part.hidden)
            token += part.token.elements
            if keepsInput {
                normalised.append(part.normalised)
                slope.append(part.slope)
            }
        }
        (self.normalised, self.hidden, self.slope) = (normalised, hidden, slope)
        self.token = DenseMatrix(token, rows: count, columns: width)
    }
}

/// The MLP on some rows, in 64 bits.
struct MLPRows {
    let normalised, hidden, slope, token: DenseMatrix

    init(_ attended: DenseMatrix, _ weights: LastBlockWeights) {
        var input = Standardised(attended, epsilon: weights.epsilon).rows
        for i in 0..<input.rowCount {
            for j in 0..<input.columnCount {
                input[i, j] = input[i, j] * weights.inputGain[j] + weights.inputShift[j]
            }
        }
        var hidden = input.product(with: weights.expansion, transposingOther: true)
        var slope = hidden
        let width = hidden.columnCount
        for i in 0..<hidden.rowCount {
            for k in 0..<width {
                let a = hidden[i, k] + weights.expansionBias[k]
                (hidden[i, k], slope[i, k]) = weights.activation.valueAndSlope(a)
            }
        }
        var token = hidden.product(with: weights.contraction, transposingOther: true)
        for i in 0..<token.rowCount {
            for j in 0..<token.columnCount {
                token[i, j] += attended[i, j] + weights.contractionBias[j]
            }
        }
        (normalised, self.hidden, self.slope, self.token) = (input, hidden, slope, token)
    }
}

extension LastBlockWeights.Activation {
    /// The function and its derivative.
    func valueAndSlope(_ a: Double) -> (Double, Double) {
        switch self {
        case .gelu:
            let below = 0.5 * erfc(-a / 2.0.squareRoot())
            let density = exp(-a * a / 2) / (2 * Double.pi).squareRoot()
            return (a * below, below + a * density)
        case .quickGELU:
            let s = 1 / (1 + exp(-1.702 * a))
            return (a * s, s + 1.702 * a * s * (1 - s))
        }
    }
}

/// Rows with their means taken away and divided by their deviations, as LayerNorm does it.
struct Standardised {
    /// `(x - mean) / σ`.
    let rows: DenseMatrix
    /// `σ = sqrt(variance + epsilon)` of each row.
    let deviations: [Double]

    init(_ matrix: DenseMatrix, epsilon: Double) {
        var rows = matrix
        let count = Double(matrix.columnCount)
        var deviations: [Double] = []
        for i in 0..<matrix.rowCount {
            let mean = matrix.row(i).reduce(0, +) / count
            let variance = matrix.row(i).reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
            let deviation = (variance + epsilon).squareRoot()
            deviations.append(deviation)
            for j in 0..<matrix.columnCount { rows[i, j] = (rows[i, j] - mean) / deviation }
        }
        self.rows = rows
        self.deviations = deviations
    }
}
