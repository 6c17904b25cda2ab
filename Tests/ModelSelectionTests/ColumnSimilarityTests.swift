import ReferenceSelection
import Testing

@testable import ModelSelection

@Suite("Similarity of columns")
struct ColumnSimilarityTests {
    /// Five models of one tensor of 4 x 3, by formulas.
    private static let models: [[[Double]]] = {
        func base(_ i: Int, _ j: Int) -> Double { Double((7 * (3 * i + j)) % 13 - 6) / 2 }
        func step(_ m: Int, _ k: Int, _ i: Int, _ j: Int) -> Double {
            let shift = 7 * m + k * (m / 2) * (i + j)
            let number: Int = (3 * i * i + 5 * j + 2 * i * j + shift) % 11
            return Double(number - 5) / 8
        }
        func matrix(_ entry: (Int, Int) -> Double) -> [[Double]] {
            (0..<4).map { i in (0..<3).map { entry(i, $0) } }
        }
        return [
            matrix { base($0, $1) + 0.5 * step(0, 1, $0, $1) },
            matrix { base($0, $1) + 0.5 * step(0, 1, $0, $1) + 0.1 * step(1, 1, $0, $1) },
            matrix { base($0, $1) + 0.5 * step(2, 3, $0, $1) },
            matrix { base($0, $1) + 0.5 * step(2, 3, $0, $1) + 0.1 * step(3, 1, $0, $1) },
            matrix { -base($0, $1) + step(1, 2, $0, $1) },
        ]
    }()

    private func similarity(_ a: [[Double]], _ b: [[Double]]) -> Double {
        ColumnSimilarity.mean(
            a.flatMap(\.self),
            b.flatMap { $0.map { Float($0) } },
            columnCount: a[0].count
        )
    }

    @Test("the published matrix's first row, and the naive sum")
    func vector() {
        let first = Self.models[0]
        let found = Self.models.map { similarity(first, $0) }
        // The second matrix is in 32 bits.
        #expect(
            areNear(found, [1, 0.999836546, 0.9853523449, 0.9827576768, -0.979859107], 1e-7)
        )
        #expect(
            areNear(found, Self.models.map { referenceColumnSimilarity(first, $0) }, 1e-7)
        )
    }

    @Test("a column of zeros counts 0; a vector is one column; the sizes of models do not count")
    func special() {
        #expect(areNear([similarity([[0, 1], [0, 2]], [[0, 2], [0, 4]])], [0.5]))
        #expect((similarity([[3], [4]], [[4], [3]]) - 0.96).magnitude < 1e-7)
        let scaled = Self.models[1].map { $0.map { 64 * $0 } }
        #expect(
            areNear(
                [similarity(Self.models[0], scaled)],
                [similarity(Self.models[0], Self.models[1])],
                1e-12
            )
        )
    }
}

@Suite("A head under softmax")
struct SoftmaxHeadTests {
    @Test("a step is that of the mean cross-entropy's difference quotient")
    func step() {
        let (width, classCount) = (3, 4)
        let rows = (0..<classCount).map { c in
            (0...width).map { k -> Double in
                let number: Int = (5 * c * c + 3 * k + c * k) % 7
                return Double(number - 3) / 4
            }
        }
        let images = (0..<5).map { i -> (features: [Double], label: Int) in
            let features = (0..<width).map { k -> Double in
                let number: Int = (2 * i + 3 * k + i * k) % 5
                return Double(number - 2) / 4
            }
            return (features: features, label: i % classCount)
        }
        var head = SoftmaxHead(
            weights: rows.flatMap { $0.prefix(width) },
            bias: rows.map { $0[width] },
            width: width
        )
        head.step(
            images.map { (features: $0.features.map { Float($0) }[...], label: $0.label) },
            rate: 0.5
        )
        let expected = referenceHeadStep(rows, images: images, rate: 0.5)
        #expect(areNear(head.weights, expected.flatMap { $0.prefix(width) }, 1e-9))
        #expect(areNear(head.bias, expected.map { $0[width] }, 1e-9))
    }

    @Test("probabilities sum to 1, and the mean of heads is that of each weight")
    func mean() {
        let one = SoftmaxHead(weights: [1, 2, 3, 4], bias: [0, 1], width: 2)
        let two = SoftmaxHead(weights: [3, 2, 1, 0], bias: [2, 1], width: 2)
        #expect(SoftmaxHead.mean([one, two]).weights == [2, 2, 2, 2])
        #expect(SoftmaxHead.mean([one, two]).bias == [1, 1])
        #expect(areNear([one.probabilities([900, -900]).reduce(0, +)], [1]))
    }
}

@Suite("How soon labels tell the best model")
struct LabelTrialTests {
    private func trials(_ seed: UInt64, epsilon: Double = 0.4) -> LabelTrials {
        // Model 1 is right everywhere, the others on two items of three.
        let labels = (0..<120).map { $0 * 7 % 5 }
        let predictions = labels.enumerated().map { item, label in
            (0..<4).map { model in
                model == 1 || (item + model) % 3 != 0 ? label : (label + 1 + model) % 5
            }
        }
        return LabelTrials(
            predictions: predictions,
            labels: labels,
            classCount: 5,
            epsilon: epsilon,
            budget: 30,
            poolCount: 10,
            poolSize: 60,
            seed: seed
        )
    }

    @Test("chosen labels find the model that is always right, sooner than random ones")
    func comparison() {
        let found = trials(1)
        #expect(found.best.count == 30 && found.best[29] == 1)
        #expect(found.best.reduce(0, +) > found.randomBest.reduce(0, +))
        #expect(zip(found.best, found.nearlyBest).allSatisfy { $0 <= $1 })
        #expect(zip(found.randomBest, found.randomNearlyBest).allSatisfy { $0 <= $1 })
    }

    @Test("the seed decides")
    func seed() {
        #expect(trials(1) == trials(1))
        #expect(trials(1) != trials(2))
    }
}

extension AnchorPointTests {
    @Test("more items than candidates: anchors are among evenly spaced ones, all items have weight")
    func candidates() {
        let confidences = (0..<4).map { model in
            (0..<40).map { item -> Double in
                let number: Int = (item * item * (model + 2) + 3 * model + item) % 17
                return Double(number) / 17
            }
        }
        let found = AnchorPoints(confidences: confidences, count: 3, candidateLimit: 10)
        #expect(found.items.allSatisfy { $0 % 4 == 0 } && found.members.count == 40)
        #expect(areNear([found.weights.reduce(0, +)], [1]))
        let all = AnchorPoints(confidences: confidences, count: 3, candidateLimit: 40)
        #expect(all.loss <= found.loss + 1e-12)
        #expect(all.items == AnchorPoints(confidences: confidences, count: 3).items)
    }
}
