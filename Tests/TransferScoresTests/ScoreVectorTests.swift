import LinearAlgebra
import ReferenceSelection
import Testing

@testable import TransferScores

/// A sample whose features and classes follow from formulas, so that anybody can make it again.
struct ScoreSample {
    let rows: [[Double]]
    let labels: [Int]

    var features: DenseMatrix {
        DenseMatrix(rows.flatMap { $0 }, rows: rows.count, columns: rows[0].count)
    }

    func labelled() throws -> LabelledFeatures { try LabelledFeatures(features, labels: labels) }

    private static func make(
        _ n: Int,
        _ d: Int,
        _ classes: Int,
        _ entry: (Int, Int) -> Double
    ) -> ScoreSample {
        ScoreSample(
            rows: (0..<n).map { i in
                (0..<d).map { j in entry(i, j) }
            },
            labels: (0..<n).map { $0 % classes }
        )
    }

    static let d = make(40, 6, 4) { i, j in
        Double((5 * i * i + 3 * i * j + 7 * j + i) % 17 - 8) / 8 + (j % 4 == i % 4 ? 2 : 0)
    }
    static let a = make(12, 3, 2) { i, j in
        Double((7 * i + 3 * j + i * j + i * i) % 11 - 5) / 4 + (j % 2 == i % 2 ? 1 : 0)
    }
    static let b = make(6, 8, 3) { i, j in
        Double((7 * i + 3 * j + i * j + i * i) % 11 - 5) / 4 + (j % 3 == i % 3 ? 1 : 0)
    }
    static let unbalanced = ScoreSample(
        rows: d.rows,
        labels: [(0, 16), (1, 12), (2, 8), (3, 4)].flatMap { [Int](repeating: $0.0, count: $0.1) }
    )
    static let all = [("A", a), ("B", b), ("D", d), ("Du", unbalanced)]
}

func isNear(_ x: Double?, _ y: Double, _ tolerance: Double = 1e-12) -> Bool {
    guard let x else { return false }
    return (x - y).magnitude <= tolerance * max(1, y.magnitude)
}

@Suite("Scores of samples worked out elsewhere")
struct ScoreVectorTests {
    /// For each score its values of A, B, D and Du.
    private static let expected: [(String, [Double?])] = [
        ("lfc", [0.17233301217921967, 0.5186237232925035, 0.7270637269744317, 0.009347041495959]),
        (
            "centredLFC",
            [0.25892476833233735, 0.5404610549553439, 0.7654570786544634, 0.011913703960334]
        ),
        ("cka", [0.2589247683323374, 0.5404610549553438, 0.7654570786544632, 0.012525055274895]),
        (
            "logEvidence",
            [-0.91884650428883, -0.81181788788948, -0.14781143368347, -0.64146686148243]
        ),
        (
            "compatible",
            [-0.9192567704299779, -0.8140002350775754, -0.1478114340706322, -0.6416195571465211]
        ),
        ("hScore", [0.5287410245066821, nil, 2.495154399137679, 0.141081055919379]),
        (
            "shrinkage",
            [0.7175734834271429, 0.6654580900859317, 0.23357223892372875, 0.23357223892372875]
        ),
        (
            "regularised",
            [0.1487553847345732, 0.907228451150883, 2.1057088415673677, 0.080257279206513]
        ),
        ("transRate", [0.06622225499096, 12.0897574063483, 1.6966257810174739, 2.863276325418589]),
        ("auc", [0.5675925925925925, 0.5, 0.9887777777777778, 0.4531574675324675]),
        ("parc", [11.660240972780498, 0, 71.3377992791027, -7.302004523324736]),
        (
            "bhattacharyya",
            [-1.2452126206096508, -0.00965908349093, -0.122530854958493, -9.104281045705129]
        ),
        (
            "leep",
            [-0.6469285740229439, -0.825698789987335, -0.7615316756767179, -1.2635913403863868]
        ),
        ("nce", [-0.626995118200496, 0, 0, -1.0975146696796192]),
        ("nearestNeighbour", [0.5, 0.3333333333333333, 0.95, 0.175]),
        ("ridge", [0.75, 0.3333333333333333, 1, 0.075]),
    ]

    private func value(_ name: String, _ sample: ScoreSample) throws -> Double? {
        let labelled = try sample.labelled()
        switch name {
        case "lfc": return LinearFeatureCorrelation(labelled).plain.value
        case "centredLFC": return LinearFeatureCorrelation(labelled).centred.value
        case "cka": return LinearFeatureCorrelation(labelled).centredKernelAlignment.value
        case "logEvidence": return try LogEvidence.exact(labelled)?.mean
        case "compatible": return try LogEvidence.compatible(labelled)?.mean
        case "hScore": return try ClassSeparation.hScore(labelled).value
        case "shrinkage": return try ClassSeparation.regularised(labelled).shrinkage
        case "regularised": return try ClassSeparation.regularised(labelled).score.value
        case "transRate": return try ClassSeparation.transRate(labelled).value
        case "auc": return PairSeparation(labelled).auc.value
        case "parc": return PairSeparation(labelled).parc.value
        case "bhattacharyya": return ClassSeparation.bhattacharyya(labelled).score.value
        case "leep": return OutputTransfer.leep(sample.features, labelled).value
        case "nce": return OutputTransfer.nce(sample.features, labelled).value
        case "nearestNeighbour": return HeldOutPrediction.nearestNeighbour(labelled).value
        default: return try HeldOutPrediction.ridge(labelled, lambda: 1).accuracy.value
        }
    }

    @Test(arguments: expected)
    func score(name: String, values: [Double?]) throws {
        for ((sampleName, sample), expected) in zip(ScoreSample.all, values) {
            let found = try value(name, sample)
            if let expected {
                #expect(isNear(found, expected), "\(name) of \(sampleName): \(found ?? .nan)")
            } else {
                #expect(found == nil, "\(name) of \(sampleName)")
            }
        }
    }

    @Test("LogME by class: the maximum, the limit t -> 0, and no features at all")
    func evidenceByClass() throws {
        let expected = [
            [-0.76532806565, -1.07236494292],
            [-0.86884746813, -0.86529454429, -0.70131165124],
            [-0.0451020585357, -0.0223263994446, -0.301780459338, -0.222036817416],
            [-0.91853539869, -0.76603262723, -0.61421957699, -0.26707984302],
        ]
        for ((name, sample), values) in zip(ScoreSample.all, expected) {
            let evidence = try #require(try LogEvidence.exact(sample.labelled()))
            for (found, value) in zip(evidence.classes, values) {
                #expect(isNear(found, value, 1e-10), "\(name): \(found)")
            }
        }
        let small = try #require(try LogEvidence.exact(ScoreSample.a.labelled()))
        #expect(isNear(small.classes[1], small.withoutFeatures[1], 1e-12))
    }

    @Test("ridge predictions of the first image left out")
    func ridge() throws {
        let expected = [
            [0.67911048, 0.32088952], [-0.2908656, 0.93000286, 0.36086273],
            [0.89493989, -0.09158463, 0.27781563, -0.08117089],
            [0.31117881, 0.36602865, 0.27618572, 0.04660683],
        ]
        for ((_, sample), values) in zip(ScoreSample.all, expected) {
            let ridge = try HeldOutPrediction.ridge(sample.labelled(), lambda: 1)
            for (found, value) in zip(ridge.predictions.row(0), values) {
                #expect((found - value).magnitude < 5e-9)
            }
        }
    }

    @Test("a large common mean and unequal classes turn LFC's sign; centred, it stays")
    func shifted() throws {
        let labels = [Int](repeating: 0, count: 7) + [1, 1, 1, 0, 0]
        let plain = LinearFeatureCorrelation(
            try LabelledFeatures(ScoreSample.a.features, labels: labels)
        )
        #expect(isNear(plain.plain.value, 0.00050221436130, 1e-13))
        #expect(isNear(plain.centred.value, 0.12420070922466, 1e-13))
        #expect(isNear(plain.centredKernelAlignment.value, 0.16034242613808, 1e-13))
        var moved = ScoreSample.a.features
        for index in moved.elements.indices { moved.elements[index] += 1e4 }
        let far = LinearFeatureCorrelation(try LabelledFeatures(moved, labels: labels))
        #expect(isNear(far.plain.value, -0.191681920272, 1e-11))
    }
}

@Suite("Scores against their definitions in plain loops")
struct ScoreReferenceTests {
    @Test(arguments: ScoreSample.all.map(\.0))
    func definitions(name: String) throws {
        let sample = try #require(ScoreSample.all.first { $0.0 == name }?.1)
        let labelled = try sample.labelled()
        let naive = ReferenceScores(sample.rows, sample.labels)
        let correlation = LinearFeatureCorrelation(labelled)
        #expect(isNear(correlation.plain.value, naive.lfc))
        #expect(isNear(correlation.centred.value, naive.centredLFC))
        #expect(isNear(correlation.centredKernelAlignment.value, naive.cka))
        #expect(isNear(try ClassSeparation.transRate(labelled).value, naive.transRate, 1e-11))
        #expect(isNear(PairSeparation(labelled).auc.value, naive.pairAUC))
        if sample.rows.count > sample.rows[0].count {
            #expect(isNear(try ClassSeparation.hScore(labelled).value, naive.hScore, 1e-11))
        }
        let ridge = try HeldOutPrediction.ridge(labelled, lambda: 0.7)
        for image in [0, sample.rows.count - 1] {
            let expected = naive.ridgePrediction(of: image, lambda: 0.7)
            for (found, value) in zip(ridge.predictions.row(image), expected) {
                #expect(isNear(found, value, 1e-11))
            }
        }
        let evidence = try #require(try LogEvidence.exact(labelled))
        for (number, found) in evidence.classes.enumerated() {
            let grid = stride(from: -12.0, through: 12.0, by: 0.05).map {
                naive.evidence(of: number, logRatio: $0)
            }
            let best = try #require(grid.max())
            #expect(found >= best - 1e-12 && found <= best + 1e-2)
        }
    }

    @Test("turning, scaling, padding and reordering change what they should, and nothing else")
    func invariances() throws {
        let sample = ScoreSample.d
        let plain = LinearFeatureCorrelation(try sample.labelled())
        let (sine, cosine) = (0.6, 0.8)
        let turned = sample.rows.map { row in
            [row[0] * cosine - row[1] * sine, row[0] * sine + row[1] * cosine] + row[2...] + [0]
        }
        let order = sample.rows.indices.reversed()
        let moved = ScoreSample(
            rows: order.map { turned[$0].map { 3 * $0 } },
            labels: order.map { 10 - sample.labels[$0] }
        )
        let labelled = try moved.labelled()
        let other = LinearFeatureCorrelation(labelled)
        #expect(isNear(other.plain.value, try #require(plain.plain.value)))
        #expect(
            isNear(
                other.centredKernelAlignment.value,
                try #require(plain.centredKernelAlignment.value)
            )
        )
        let h = try #require(try ClassSeparation.hScore(sample.labelled()).value)
        #expect(isNear(try ClassSeparation.hScore(labelled).value, h))
        let padded = ScoreSample(rows: sample.rows.map { $0 + [0] }, labels: sample.labels)
        let evidence = try #require(try LogEvidence.exact(sample.labelled())?.mean)
        #expect(isNear(try LogEvidence.exact(padded.labelled())?.mean, evidence))
    }

    @Test("what has no value says why; what is not finite is an error")
    func undefined() throws {
        let one = try LabelledFeatures(
            ScoreSample.a.features,
            labels: [Int](repeating: 3, count: 12)
        )
        #expect(
            LinearFeatureCorrelation(one).plain == .undefined("fewer than two images or classes")
        )
        #expect(try LogEvidence.exact(one) == nil)
        #expect(PairSeparation(one).auc.value == nil)
        let equal = try LabelledFeatures(
            DenseMatrix([Double](repeating: 2, count: 12), rows: 4, columns: 3),
            labels: [0, 1, 0, 1]
        )
        #expect(LinearFeatureCorrelation(equal).plain == .undefined("all features are equal"))
        var bad = ScoreSample.a.features
        bad[5, 1] = .nan
        #expect(throws: TransferScoreError.notFinite(image: 5)) {
            try LabelledFeatures(bad, labels: ScoreSample.a.labels)
        }
    }
}

@Suite("Correlations")
struct CorrelationTests {
    private let accuracies = [96.2, 97.5, 96.8, 97.7, 97.9, 97.2, 97.4, 97.4, 95.7, 96.8]

    @Test(arguments: [
        (
            [5.911, 6.363, 6.567, 6.901, 6.945, 6.210, 6.547, 6.706, 5.928, 6.018],
            [0.7997431653611273, 0.8394563829158, 0.8353813836472, 0.7047274841195]
        ),
        (
            [0.293, 0.349, 0.388, 0.463, 0.469, 0.302, 0.343, 0.369, 0.291, 0.304],
            [0.7846427033798, 0.7312387642878, nil, nil]
        ),
    ])
    func vectors(scores: [Double], expected: [Double?]) {
        let found = [
            Correlation.weightedTau(accuracies, scores), Correlation.pearson(accuracies, scores),
            Correlation.spearman(accuracies, scores), Correlation.kendall(accuracies, scores),
        ]
        for (value, wanted) in zip(found, expected) where wanted != nil {
            #expect(isNear(value, wanted ?? 0), "\(value ?? .nan)")
        }
        #expect(Correlation.pearson(scores, scores.map { _ in 1 }) == nil)
    }

    @Test("the benchmark: correlations, trials, gain and regret")
    func benchmark() {
        let accuracies = [
            [0.71, 0.69, 0.74, 0.66, 0.60], [0.64, 0.70, 0.60, 0.66, 0.72],
            [0.80, 0.78, 0.70, 0.75, 0.77],
        ]
        let scores = [
            [0.5, 0.4, 0.45, 0.1, 0.3], [0.2, 0.5, 0.1, 0.25, 0.4], [0.4, 0.8, 0.2, 0.7, 0.6],
        ]
        let results = zip(scores, accuracies).map {
            PredictionBenchmark(scores: $0, accuracies: $1)
        }
        for (result, value) in zip(results, [0.8, 0.9, 0.3]) {
            #expect(isNear(result.spearman, value))
        }
        for (result, value) in zip(results, [0.592348877759, 0.924595133553, 0.517959271924]) {
            #expect(isNear(result.pearson, value, 1e-11))
        }
        for (result, value) in zip(results, [0.6, 0.8, 0.2]) {
            #expect(isNear(result.kendall, value))
        }
        for (result, value) in zip(results, [0.572992700730, 0.671532846715, 0.114963503650]) {
            #expect(isNear(result.weightedTau, value, 1e-11))
        }
        #expect(results.map(\.trials) == [2, 2, 4])
        for (result, value) in zip(results, [0.05, 0.04, 0.03]) {
            #expect(isNear(result.gain(among: 1, over: 3), value))
        }
        for (result, value) in zip(results, [0.08, 0.06, 0.03]) {
            #expect(isNear(result.gain(among: 3, over: 3), value))
        }
        #expect(isNear(results[2].regret(among: 1), 0.02))
    }

    @Test("of scores that differ by rounding the first comes first; so it is with accuracies")
    func benchmarkTies() {
        let (accuracies, rounding) = ([0.5, 0.7, 0.7, 0.6], 1e-14)
        for sign in [-rounding, 0, rounding] {
            let scores = [0.2, 0.4, 0.4 + sign, 0.4]
            #expect(PredictionBenchmark(scores: scores, accuracies: accuracies).trials == 1)
            let near = [0.5, 0.7, 0.7 + sign, 0.6]
            #expect(PredictionBenchmark(scores: scores, accuracies: near).trials == 1)
        }
        let scores = [0.2, 0.4, 0.4, 0.4 + 1e-9]
        #expect(PredictionBenchmark(scores: scores, accuracies: accuracies).trials == 2)
    }
}
