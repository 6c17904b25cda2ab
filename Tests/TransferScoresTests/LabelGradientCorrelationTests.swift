import Glibc
import LinearAlgebra
import ReferenceSelection
import Testing

@testable import TransferScores

/// The vectors of small whole numbers that gradients are tried on.
struct GradientSample {
    let token, hidden, slope, normalised, projection, head, contraction: [[Double]]
    let gain, shift: [Double]

    private static func matrix(
        _ rows: Int,
        _ columns: Int,
        _ a: Int,
        _ b: Int,
        _ k: Int,
        _ m: Int,
        _ s: Double,
        plus shift: Double = 0
    ) -> [[Double]] {
        (0..<rows).map { i in
            (0..<columns).map { j in
                let value = (a * i * i + b * j * j + k * i * j + i + 2 * j) % m
                return shift + (Double(value) - Double(m - 1) / 2) / s
            }
        }
    }

    init(classes: Int = 4) {
        token = Self.matrix(6, 8, 5, 3, 7, 19, 4)
        hidden = Self.matrix(6, 12, 3, 5, 2, 17, 8)
        slope = Self.matrix(6, 12, 2, 3, 5, 13, 16, plus: 1)
        normalised = Self.matrix(6, 8, 2, 7, 3, 11, 4)
        gain = Self.matrix(1, 8, 1, 1, 1, 7, 8, plus: 1)[0]
        shift = Self.matrix(1, 8, 1, 3, 1, 5, 8)[0]
        projection = Self.matrix(8, 5, 3, 2, 5, 23, 8)
        head = Self.matrix(classes, 5, 7, 4, 3, 29, 4)
        contraction = Self.matrix(8, 12, 2, 3, 7, 31, 16)
    }

    static func dense(_ rows: [[Double]]) -> DenseMatrix {
        DenseMatrix(rows.flatMap { $0 }, rows: rows.count, columns: rows[0].count)
    }

    var activations: LastBlockActivations {
        LastBlockActivations(
            normalised: Self.dense(normalised),
            hidden: Self.dense(hidden),
            slope: Self.dense(slope),
            token: Self.dense(token)
        )
    }

    var weights: LastBlockWeights {
        LastBlockWeights(
            contraction: Self.dense(contraction),
            outputGain: gain,
            outputShift: shift,
            projection: Self.dense(projection).transposed,
            head: Self.dense(head)
        )
    }

    var reference: ReferenceGradients {
        ReferenceGradients(
            gain: gain,
            shift: shift,
            projection: projection,
            head: head,
            contraction: contraction
        )
    }

    func sample(_ rows: [[Double]]? = nil) throws -> LabelledFeatures {
        try LabelledFeatures(Self.dense(rows ?? token), labels: (0..<6).map { $0 % 3 })
    }
}

@Suite("LGC")
struct LabelGradientCorrelationTests {
    private let vectors = GradientSample()

    /// Θ as a whole, put together from tiles.
    private func kernelMatrix(
        _ activations: LastBlockActivations,
        _ weights: LastBlockWeights,
        _ layer: LabelGradientCorrelation.Layer,
        rowCount: Int = 512
    ) -> DenseMatrix {
        var theta = DenseMatrix(rows: 6, columns: 6)
        LabelGradientCorrelation.forEachTile(
            activations,
            weights,
            layer: layer,
            rowCount: rowCount
        ) { tile, rows, columns in
            for (row, i) in rows.enumerated() {
                for (column, j) in columns.enumerated() {
                    (theta[i, j], theta[j, i]) = (tile[row, column], tile[row, column])
                }
            }
        }
        return theta
    }

    @Test("values worked out by automatic differentiation")
    func values() throws {
        let sample = try vectors.sample()
        let kernel = GradientKernel(vectors.activations.token, vectors.weights)
        let expected = [
            9.27206455255292, 3.63003451450751, 1.97923893092433, 10.7322501630461,
            14.0397039686974, 4.3254848730398,
        ]
        for (found, value) in zip(kernel.products(0..<1, 0..<6).elements, expected) {
            #expect(isNear(found, value), "\(found)")
        }
        let theta = kernelMatrix(vectors.activations, vectors.weights, .contraction)
        let trace = (0..<6).reduce(0) { $0 + theta[$1, $1] }
        #expect(isNear(trace, 330.174904814027) && isNear(theta[0, 4], 13.8203335941865))
        #expect(isNear(theta.elements.reduce(0, +), 480.035364150213))
        let score = LabelGradientCorrelation.score(vectors.activations, vectors.weights, sample)
        #expect(isNear(score.value, 0.47400406251031))

        let hidden = HiddenGradientKernel(
            kernel,
            slope: vectors.activations.slope,
            contraction: vectors.weights.contraction
        )
        let products = hidden.products(hidden.part(0..<1), hidden.part(0..<6)).elements
        #expect(isNear(products[0], 32.7105298903182) && isNear(products[3], 49.1290240327304))
        let expansion = LabelGradientCorrelation.score(
            vectors.activations,
            vectors.weights,
            sample,
            layer: .expansion
        )
        #expect(isNear(expansion.value, 0.298898063947216))
    }

    @Test("features as outputs, and outputs of features that are not normalised")
    func otherOutputs() throws {
        let sample = try vectors.sample()
        var weights = vectors.weights
        weights.head = nil
        let features = LabelGradientCorrelation.score(vectors.activations, weights, sample)
        #expect(isNear(features.value, 0.478272742120537))
        weights = vectors.weights
        weights.normalisesFeatures = false
        let plain = LabelGradientCorrelation.score(vectors.activations, weights, sample)
        #expect(isNear(plain.value, 0.540561615574249))
        let products = GradientKernel(vectors.activations.token, weights)
            .products(0..<1, 0..<6).elements
        #expect(isNear(products[0], 193.541094611084) && isNear(products[1], 152.003468833344))
    }

    @Test("every Jacobian written out", arguments: [4, 9], [true, false])
    func explicit(classes: Int, normalises: Bool) throws {
        let vectors = GradientSample(classes: classes)
        var (weights, reference) = (vectors.weights, vectors.reference)
        (weights.normalisesFeatures, reference.normalises) = (normalises, normalises)
        let tokens = vectors.token.map(reference.tokenJacobian)
        let hidden = zip(vectors.token, vectors.slope).map {
            reference.hiddenJacobian($0, slope: $1)
        }
        let pairs: [(LabelGradientCorrelation.Layer, [[Double]])] = [
            (.contraction, ReferenceGradients.kernel(tokens, inputs: vectors.hidden)),
            (.expansion, ReferenceGradients.kernel(hidden, inputs: vectors.normalised)),
        ]
        for (layer, expected) in pairs {
            let theta = kernelMatrix(vectors.activations, weights, layer, rowCount: 4)
            let scale = expected.joined().map(\.magnitude).max() ?? 0
            for (found, value) in zip(theta.elements, expected.joined()) {
                // Some forty products of numbers below `scale`, each rounded once.
                #expect((found - value).magnitude <= 1e-13 * scale)
            }
            let score = LabelGradientCorrelation.score(
                vectors.activations,
                weights,
                try vectors.sample(),
                layer: layer,
                rowCount: 4
            )
            let naive = ReferenceScores(vectors.token, (0..<6).map { $0 % 3 })
            #expect(isNear(score.value, naive.kernelCorrelation(expected), 1e-12))
        }
    }

    @Test("the reference's Jacobian is the difference quotient of its outputs")
    func differenceQuotient() {
        let reference = vectors.reference
        let (token, step) = (vectors.token[2], 1e-5)
        let jacobian = reference.tokenJacobian(token)
        for j in token.indices {
            var (up, down) = (token, token)
            up[j] += step
            down[j] -= step
            let differences = zip(reference.outputs(up), reference.outputs(down)).map { $0 - $1 }
            for (c, difference) in differences.enumerated() {
                // The error of a central difference is some step², and 1e-16 / step of rounding.
                #expect((difference / (2 * step) - jacobian[c][j]).magnitude < 1e-8)
            }
        }
    }

    @Test("equal images have no LGC; one class has none")
    func undefined() throws {
        let equal = [[Double]](repeating: vectors.token[1], count: 6)
        let activations = LastBlockActivations(
            normalised: GradientSample.dense(vectors.normalised),
            hidden: GradientSample.dense([[Double]](repeating: vectors.hidden[1], count: 6)),
            slope: GradientSample.dense(vectors.slope),
            token: GradientSample.dense(equal)
        )
        let sample = try vectors.sample(equal)
        let score = LabelGradientCorrelation.score(activations, vectors.weights, sample)
        #expect(score == .undefined("all gradients are equal"))
        let single = try LabelledFeatures(
            GradientSample.dense(vectors.token),
            labels: [Int](repeating: 2, count: 6)
        )
        let none = LabelGradientCorrelation.score(vectors.activations, vectors.weights, single)
        #expect(none.value == nil)
    }

    @Test("the MLP: a LayerNorm, two matrices, and slopes that are the functions' own")
    func activations() {
        var weights = vectors.weights
        weights.inputGain = vectors.gain
        weights.inputShift = vectors.shift
        weights.expansion = GradientSample.dense(vectors.contraction).transposed
        weights.expansionBias = vectors.hidden[0]
        weights.contractionBias = vectors.token[1]
        for kind in [LastBlockWeights.Activation.gelu, .quickGELU] {
            for a in [-3.0, -0.2, 0, 0.7, 5] {
                let step = 1e-5
                let quotient =
                    (kind.valueAndSlope(a + step).0 - kind.valueAndSlope(a - step).0) / (2 * step)
                #expect((quotient - kind.valueAndSlope(a).1).magnitude < 1e-9)
            }
            weights.activation = kind
            let attended = vectors.token.joined().map { Float($0) }
            let found = LastBlockActivations(attended: attended, weights, for: .expansion)
            for i in 0..<6 {
                let u = vectors.token[i]
                let mean = u.reduce(0, +) / 8
                let variance = u.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 8
                let m = u.indices.map {
                    (u[$0] - mean) / (variance + 1e-5).squareRoot() * vectors.gain[$0]
                        + vectors.shift[$0]
                }
                let g = (0..<12).map { k in
                    let a = m.indices.reduce(vectors.hidden[0][k]) {
                        $0 + m[$1] * vectors.contraction[$1][k]
                    }
                    return kind == .gelu
                        ? a * (1 + erf(a / 2.0.squareRoot())) / 2
                        : a / (1 + exp(-1.702 * a))
                }
                for j in 0..<8 {
                    let r = g.indices.reduce(u[j] + vectors.token[1][j]) {
                        $0 + g[$1] * vectors.contraction[j][$1]
                    }
                    #expect(isNear(found.token[i, j], r, 1e-13))
                }
            }
        }
    }
}
