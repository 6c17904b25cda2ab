import LinearAlgebra
import ReferenceSelection
import Testing

@testable import TransferScores

@Suite("LGC of the whole last block")
struct BlockGradientTests {
    private let width = 4
    private let hidden = 6
    private let features = 3
    private let heads = 2
    private let tokenCount = 3

    private func numbers(_ count: Int, _ seed: Int, _ scale: Double) -> [Double] {
        (0..<count).map { k in
            let number: Int = (k * k * 7 + k * (3 * seed + 5) + seed * seed) % 23
            return Double(number - 11) / 11 * scale
        }
    }

    private func dense(_ numbers: ArraySlice<Double>, rows: Int) -> DenseMatrix {
        DenseMatrix(Array(numbers), rows: rows, columns: numbers.count / rows)
    }

    private func weights(
        _ reference: ReferenceBlock
    ) -> (LastBlockWeights, LastAttentionWeights) {
        var place = 0
        func take(_ count: Int) -> ArraySlice<Double> {
            defer { place += count }
            return reference.parameters[place..<place + count]
        }
        let input = dense(take(3 * width * width), rows: 3 * width)
        let inputBias = Array(take(3 * width))
        let output = dense(take(width * width), rows: width)
        _ = take(width)
        let (inputGain, inputShift) = (Array(take(width)), Array(take(width)))
        let (expansion, expansionBias) = (
            dense(take(hidden * width), rows: hidden), Array(take(hidden))
        )
        let (contraction, contractionBias) = (
            dense(take(width * hidden), rows: width), Array(take(width))
        )
        let (gain, shift) = (Array(take(width)), Array(take(width)))
        let projection = dense(take(width * features), rows: width)
        var weights = LastBlockWeights(
            contraction: contraction,
            outputGain: gain,
            outputShift: shift,
            projection: projection.transposed,
            head: dense(ArraySlice(reference.head.flatMap(\.self)), rows: reference.head.count)
        )
        (weights.inputGain, weights.inputShift) = (inputGain, inputShift)
        (weights.expansion, weights.expansionBias) = (expansion, expansionBias)
        weights.contractionBias = contractionBias
        weights.activation = reference.isGELU ? .gelu : .quickGELU
        weights.normalisesFeatures = reference.normalises
        let attention = LastAttentionWeights(
            input: input,
            inputBias: inputBias,
            output: output,
            headCount: heads
        )
        return (weights, attention)
    }

    @Test(
        "every parameter moved on its own",
        arguments: [(2, true, true), (2, false, false), (5, true, false), (5, false, true)]
    )
    func differences(classes: Int, normalises: Bool, isGELU: Bool) throws {
        let count = ReferenceBlock.parameterCount(width: width, hidden: hidden, features: features)
        let head = (0..<classes).map { numbers(features, $0 + 1, 1) }
        let reference = ReferenceBlock(
            numbers(count, 4, 0.8),
            head: head,
            width: width,
            hidden: hidden,
            heads: heads,
            normalises: normalises,
            isGELU: isGELU
        )
        let images = (0..<4).map { image in
            (
                // Numbers that 32 bits hold.
                tokens: (0..<tokenCount).map { token in
                    numbers(width, 3 * image + token, 11).map { $0 / 8 }
                },
                start: numbers(width, image + 2, 11).map { $0 / 8 }
            )
        }
        let attended = images.map { reference.outputs($0.tokens, start: $0.start).attended }
        let (weights, attention) = weights(reference)
        let found = try BlockGradientKernel.kernel(
            tokens: images.flatMap { $0.tokens.flatMap { $0.map { Float($0) } } },
            attended: attended.flatMap { $0.map { Float($0) } },
            weights,
            attention
        )
        let expected = reference.kernel(images)
        let scale = expected.joined().map(\.magnitude).max() ?? 0
        for (one, other) in zip(found.elements, expected.joined()) {
            // u is rounded to 32 bits: some 1e-7, more where features are short.
            #expect((one - other).magnitude < 2e-6 * scale, "\(one) \(other)")
        }
    }
}
