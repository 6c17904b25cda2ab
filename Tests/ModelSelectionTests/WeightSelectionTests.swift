import LinearAlgebra
import TestSupport
import Testing

@testable import ModelSelection

@Suite("Families of models")
struct ModelFamilyTests {
    private static func columnsSimilarity(_ vectors: [[Double]]) -> DenseMatrix {
        var result = DenseMatrix(rows: vectors.count, columns: vectors.count)
        for a in vectors.indices {
            for b in vectors.indices {
                for j in 0..<3 {
                    var (aa, bb, ab) = (0.0, 0.0, 0.0)
                    for i in 0..<4 {
                        let (x, y) = (vectors[a][3 * i + j], vectors[b][3 * i + j])
                        (aa, bb, ab) = (aa + x * x, bb + y * y, ab + x * y)
                    }
                    result[a, b] += ab / (aa * bb).squareRoot() / 3
                }
            }
        }
        return result
    }

    @Test func vectors() throws {
        let (base, models) = (FiveModels.base, FiveModels.models)
        let raw = Self.columnsSimilarity(models)
        #expect(
            areNear(
                Array(raw.row(0)),
                [1, 0.999836546, 0.9853523449, 0.9827576768, -0.979859107],
                1e-9
            )
        )
        let tasks = Self.columnsSimilarity(models.map { zip($0, base).map(-) })
        #expect(
            areNear(
                Array(tasks.row(0)),
                [1, 0.9849273879, -0.1443131475, -0.2834229099, -0.0476558214],
                1e-9
            )
        )
        #expect(ModelFamilies.byLeader(raw, threshold: 0.95) == [[0, 1, 2, 3], [4]])
        let families = [[0, 1], [2, 3], [4]]
        #expect(ModelFamilies.byLeader(tasks, threshold: 0.5) == families)
        var distance = tasks
        for index in distance.elements.indices {
            distance.elements[index] = 1 - distance.elements[index]
        }
        let linked = AverageLinkage(distance, limit: 0.5)
        #expect(linked.families == families)
        #expect(areNear(linked.steps.map(\.height), [0.015072612121, 0.018674112374]))
        let spectral = try ModelFamilies.bySpectrum(tasks, count: 3)
        #expect(spectral.families == families)
        #expect(
            areNear(
                spectral.eigenvalues,
                [0, 0.007560107588, 0.551391987063, 0.992408752346, 0.993934253777]
            )
        )
    }
}

@Suite("Recall from a history of results")
struct HistoryRecallTests {
    private let accuracies: [[Double?]] = [
        [0.62, 0.71, 0.55, 0.80], [0.66, 0.69, 0.58, nil], [0.58, 0.75, 0.50, 0.85],
        [0.70, 0.60, 0.64, 0.70], [nil, 0.64, 0.61, 0.74], [0.55, 0.58, 0.52, 0.69],
    ]

    private func links(
        without target: Int,
        _ similarities: [Double],
        rank: Int
    ) throws -> [Double] {
        try HistoryRecall.links(
            accuracies.map { row in row.indices.filter { $0 != target }.map { row[$0] } },
            similarities: similarities,
            rank: rank,
            neighbourCount: 2
        )
    }

    @Test func linkVectors() throws {
        #expect(
            areNear(
                try links(without: 3, [0.1, 0.8, 0.25], rank: 1),
                [
                    0.510760515381, 0.457926294046, 0.585948569275, 0.356918350292,
                    0.438890063514, 0.525906747709,
                ]
            )
        )
        #expect(
            areNear(
                try links(without: 3, [0.1, 0.8, 0.25], rank: 2),
                [
                    0.667021295596, 0.649919108495, 0.76515177583, 0.355426223979,
                    0.388248261176, 0.050583875139,
                ]
            )
        )
        #expect(
            areNear(
                try links(without: 1, [0.2, 0.3, 0.8], rank: 1),
                [
                    0.462347244005, 0.398596060857, 0.543372485678, 0.307629892424,
                    0.391139105568, 0.476135990689,
                ]
            )
        )
    }

    @Test("links do not change with an affine map of one data set's accuracies")
    func affine() throws {
        let scaled = accuracies.map { row in [row[0].map { 3 * $0 - 1 }] + row[1...] }
        let plain = try HistoryRecall.links(accuracies, similarities: [0.5, 0.2, 0.9, 0.3])
        let other = try HistoryRecall.links(scaled, similarities: [0.5, 0.2, 0.9, 0.3])
        #expect(areNear(plain, other))
    }

    @Test("coarse recall: family, representative, and both kinds of proxies")
    func coarse() {
        let recall = HistoryRecall.CoarseRecall([
            [0.70, 0.81, 0.62, 0.55, 0.90, 0.48, 0.77], [0.71, 0.80, 0.64, 0.56, 0.89, 0.50, 0.76],
            [0.52, 0.63, 0.70, 0.75, 0.66, 0.80, 0.58], [0.69, 0.82, 0.59, 0.57, 0.93, 0.47, 0.78],
            [0.40, 0.95, 0.30, 0.20, 0.85, 0.60, 0.10],
        ])
        let leep = [-0.9, -1.1, -0.7, -0.8, -1.6]
        #expect(recall.families == [[0, 1, 3]] && recall.representatives == [1])
        #expect(
            areNear(
                recall.proxies { leep[$0] },
                [
                    0.229681047752, 0.231107638110, 0.211616769604, 0.230632107991,
                    0.142078087480,
                ]
            )
        )
        let own = recall.proxies(usesOwn: true) { leep[$0] }
        #expect(areNear([own[0], own[3]], [0.280533065221, 0.311320782281]))
    }

    @Test("fine selection with a history, and successive halving without one")
    func fine() {
        let accuracies = [
            [0.50, 0.58, 0.62], [0.56, 0.57, 0.60], [0.52, 0.61, 0.66], [0.40, 0.45, 0.50],
            [0.54, 0.60, 0.63], [0.53, 0.59, 0.61],
        ]
        func past(_ model: Int, _ stage: Int) -> [FineSelection.Past] {
            (0..<5).map { set in
                let value = [0.30, 0.41, 0.50, 0.62, 0.75][(model + 2 * set) % 5]
                return FineSelection.Past(
                    intermediate: value + 0.01 * Double(stage * (model + 1)),
                    final: value + 0.1 + 0.01 * Double((3 * model + set) % 4)
                )
            }
        }
        func run(withHistory: Bool) -> [[Int]] {
            var (models, rounds) = ([0, 1, 2, 3, 4, 5], [[Int]]())
            for stage in 0..<3 where models.count > 1 {
                let values = models.map { accuracies[$0][stage] }
                let predictions = models.map { model in
                    withHistory
                        ? FineSelection.prediction(
                            accuracies[model][stage],
                            past: past(model, stage)
                        )
                        : nil
                }
                models = FineSelection.survivors(
                    models,
                    accuracies: values,
                    predictions: predictions
                )
                rounds.append(models)
            }
            return rounds
        }
        let first = (0..<6).map {
            FineSelection.prediction(accuracies[$0][0], past: past($0, 0)) ?? 0
        }
        #expect(areNear(first, [0.575, 0.72, 0.565, 0.575, 0.74, 0.565]))
        #expect(run(withHistory: true) == [[1, 4], [4]])
        #expect(run(withHistory: false) == [[1, 4, 5], [4]])
    }

    @Test("the embedding: coverage, η² and score")
    func embedding() throws {
        func matrix(_ columns: Int, _ entry: (Int, Int) -> Double) -> DenseMatrix {
            DenseMatrix(
                (0..<12 * columns).map { entry($0 / columns, $0 % columns) },
                rows: 12,
                columns: columns
            )
        }
        func b(_ i: Int, _ j: Int) -> Double {
            let value: Int = 5 * i * i + 3 * i * j + 7 * j + i
            return Double(value % 17 - 8) / 8
        }
        func f(_ i: Int, _ j: Int) -> Double {
            let value: Int = 2 * i * i + 7 * i * j + 3 * j + i
            return Double(value % 13 - 6) / 4
        }
        let baseline = matrix(3, b)
        let candidates = [
            matrix(4, f), matrix(3) { i, j in j < 2 ? 2 * b(i, j) + f(i, j) / 4 : f(i, 2) },
            baseline,
        ]
        let coverages = try candidates.map {
            try ModelEmbedding.coverage(of: $0, baseline: baseline)
        }
        let expected = [
            [0, 0, 0], [0.950668738334, 0.952558920882, 0],
            [0.999997315252, 0.999996875479, 0.999996595376],
        ]
        for (found, wanted) in zip(coverages, expected) {
            #expect(areNear(found.compactMap(\.self), wanted))
        }
        let labels = (0..<12).map { $0 % 3 }
        let target = matrix(3) { i, j in b(i, j) + (j == i % 3 ? 1 : 0) }
        let explained = ModelEmbedding.explained(target, labels: labels)
        #expect(areNear(explained, [0.410193177148, 0.310633648944, 0.731055352415]))
        let relevance = ModelEmbedding.relevance(explained, imageCount: 12, classCount: 3)
        let scores = coverages.map {
            ModelEmbedding.score(coverage: $0, relevance: relevance) ?? .nan
        }
        #expect(areNear(scores, [0, 0.374892907767, 0.999996816555]))
        #expect(ModelEmbedding.score(coverage: [1], relevance: [0]) == nil)
    }
}

@Suite("Model labels")
struct ModelLabelTests {
    private let labels = ModelLabels(
        confusions: [
            [[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.3, 0.3, 0.4], [0.1, 0.2, 0.7]],
            [
                [0.5, 0.3, 0.1, 0.1], [0.1, 0.6, 0.2, 0.1], [0, 0.1, 0.8, 0.1],
                [0.1, 0.1, 0.1, 0.7],
            ],
            [[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.2, 0.6, 0.2], [0.1, 0, 0.9]],
        ],
        mixtures: [[1, 0, 0, 0], [0, 0.5, 0.5, 0]],
        named: [[nil, nil], [nil, nil], [nil, nil]]
    )

    @Test func vector() {
        #expect(labels.outputs == [[0, 1], [0, 2], [0, 1]])
        let f1 = [
            [0.780487804878, 0.625], [0.645161290323, 0.625], [0.756756756757, 0.736842105263],
        ]
        let values = [
            [0.733841463415, 0.671646341463], [0.639112903226, 0.631048387097],
            [0.750782361309, 0.742816500711],
        ]
        for (found, wanted) in zip(labels.f1, f1) { #expect(areNear(found, wanted)) }
        for (found, wanted) in zip(labels.values, values) { #expect(areNear(found, wanted)) }
        #expect(labels.best(1) == [[2], [2]] && labels.best(2) == [[2, 0], [2, 0]])
        #expect(labels.cover() == [2])
        let reused = labels.reuse(
            [[0.5, 0.3, 0.2], [0.2, 0.5, 0.2, 0.1], [0.3, 0.6, 0.1]],
            serving: labels.best(2)
        )
        #expect(areNear(reused, [1.017829591869, 1.118885475637]))
    }
}
