import ReferenceSelection
import Testing

@testable import ModelSelection

func areNear(_ x: [Double], _ y: [Double], _ tolerance: Double = 1e-11) -> Bool {
    x.count == y.count && zip(x, y).allSatisfy { ($0 - $1).magnitude <= tolerance }
}

@Suite("The inflated argmax")
struct InflatedArgmaxTests {
    @Test(arguments: [
        ([0.4, 0.35, 0.25], 0.05, [0]), ([0.4, 0.35, 0.25], 0.1, [0, 1]),
        ([0.4, 0.35, 0.25], 0.3, [0, 1, 2]), ([0.5, 0.3, 0.2], 0.2, [0]),
        ([0.5, 0.3, 0.2], 0.3, [0, 1]), ([0.5, 0.3, 0.2], 0.5, [0, 1, 2]),
        ([0.34, 0.33, 0.33, 0], 0.1, [0, 1, 2]),
    ])
    func sets(shares: [Double], epsilon: Double, expected: [Int]) {
        #expect(InflatedArgmax(shares: shares, epsilon: epsilon).selected == expected)
    }

    @Test(arguments: [
        ([0.4, 0.35, 0.25], [0.014644660941, 0.085355339059, 0.163661580769]),
        ([0.5, 0.3, 0.2], [0, 0.191421356237, 0.262132034356]),
        (
            [0.34, 0.33, 0.33, 0],
            [0.049570061110, 0.062220611704, 0.062220611704, 0.350007627145]
        ),
    ])
    func distances(shares: [Double], expected: [Double]) {
        #expect(areNear(InflatedArgmax(shares: shares, epsilon: 0.1).distances, expected))
    }

    @Test("the set holds the best model and grows with ε")
    func monotone() {
        let shares = [0.1, 0.27, 0.26, 0.27, 0.1]
        var last: Set<Int> = []
        for step in 1..<28 {
            let found = InflatedArgmax(shares: shares, epsilon: Double(step) * 0.05)
            #expect(found.selected.contains(1) && last.isSubset(of: found.selected))
            last = Set(found.selected)
        }
    }

    @Test("bags: shares sum to 1, follow the seed alone, and name the model that is always right")
    func bags() {
        let items = 200
        let scores = (0..<3).map { model in
            (0..<items).map { model == 1 ? 1.0 : ($0 * 7 + model) % 3 == 0 ? 0.0 : 1 }
        }
        func make(_ seed: UInt64) -> InflatedArgmax {
            InflatedArgmax(scores: scores, bagCount: 300, fraction: 0.5, epsilon: 0.05, seed: seed)
        }
        #expect(make(1).shares == make(1).shares)
        #expect(make(1).selected == [1] && areNear(make(1).shares, [0, 1, 0]))
        let tied = InflatedArgmax(
            scores: [scores[0], scores[0], scores[2]],
            bagCount: 500,
            fraction: 0.5,
            epsilon: 0.05,
            seed: 2
        )
        #expect((tied.shares.reduce(0, +) - 1).magnitude < 1e-12)
        #expect(tied.shares[0] == tied.shares[1] && tied.shares[2] > 0)
        #expect(
            areNear([InflatedArgmax.instability(itemCount: 401, fraction: 0.5, epsilon: 0.05)], [1])
        )
    }
}

@Suite("Which item to label next")
struct LabelQueryTests {
    private let predictions = [
        [0, 0, 1, 2], [1, 1, 1, 0], [2, 0, 2, 2], [0, 1, 1, 1], [2, 2, 0, 2], [1, 1, 1, 1],
        [0, 0, 0, 1],
    ]
    private let labels = [0, 1, 2, 1, 2, 1, 0]

    @Test("order, entropies and posterior")
    func vector() throws {
        var queries = LabelQueries(predictions: predictions, classCount: 3, epsilon: 0.4)
        #expect(queries.disputed == [0, 1, 2, 3, 4, 6])
        let first = try #require(queries.next())
        #expect(areNear([first.entropy], [1.973608532286]))
        var order: [Int] = []
        while let next = queries.next() {
            order.append(next.item)
            queries.note(label: labels[next.item], of: next.item)
        }
        #expect(order == [0, 2, 3, 1, 4, 6])
        #expect(
            areNear(queries.posterior, [0.321428571, 0.321428571, 0.214285714, 0.142857143], 1e-9)
        )
    }

    @Test("the item asked for is that of the least entropy, all posteriors written out")
    func bruteForce() throws {
        var queries = LabelQueries(predictions: predictions, classCount: 5, epsilon: 0.3)
        while let next = queries.next() {
            let entropies = queries.remaining.map {
                referenceExpectedEntropy(
                    predictions[$0],
                    weights: queries.posterior,
                    gamma: 0.7 / 0.3,
                    classCount: 5
                )
            }
            #expect(areNear([next.entropy], [try #require(entropies.min())], 1e-12))
            queries.note(label: labels[next.item], of: next.item)
        }
    }

    @Test("the posterior does not depend on the order of labels; a batch asks for what it leads to")
    func order() {
        var (one, two) = (
            LabelQueries(predictions: predictions, classCount: 3, epsilon: 0.4),
            LabelQueries(predictions: predictions, classCount: 3, epsilon: 0.4)
        )
        for item in [0, 3, 4, 5] { one.note(label: labels[item], of: item) }
        for item in [5, 4, 3, 0] { two.note(label: labels[item], of: item) }
        #expect(one.posterior == two.posterior && one.remaining == [1, 2, 6])
        #expect(one.batch(2).count == 2 && one.batch(9).count == 3)
        #expect(one.batch(1)[0].item == one.next()?.item)
    }
}

@Suite("Anchor points")
struct AnchorPointTests {
    private let confidences = [
        [0.9, 0.8, 0.2, 0.3, 0.7, 0.6], [0.7, 0.75, 0.4, 0.35, 0.5, 0.55],
        [0.4, 0.5, 0.6, 0.7, 0.65, 0.6], [0.2, 0.3, 0.9, 0.8, 0.4, 0.3],
        [0.6, 0.55, 0.5, 0.45, 0.9, 0.8],
    ]

    @Test func vectors() {
        let two = AnchorPoints(confidences: confidences, count: 2)
        #expect(Set(two.items) == [0, 2] && areNear([two.loss], [1.0706856587898]))
        #expect(two.members.map { two.items[$0] } == [0, 0, 2, 2, 0, 0])
        #expect(areNear([two.score([0.5, 0.6, 0.3, 0.2, 0.9, 0.95])], [0.433333333333]))
        let three = AnchorPoints(confidences: confidences, count: 3)
        #expect(Set(three.items) == [0, 2, 5] && areNear([three.loss], [0.1554075500478]))
    }

    @Test("with all items as anchors the score is the mean")
    func all() {
        let anchors = AnchorPoints(confidences: confidences, count: 6)
        let model = [0.5, 0.6, 0.3, 0.2, 0.9, 0.95]
        #expect(areNear([anchors.score(model)], [model.reduce(0, +) / 6]))
    }

    @Test("no choice of two anchors loses less: all pairs are tried")
    func enumeration() {
        let best = AnchorPoints(confidences: confidences, count: 2).loss
        for a in 0..<6 {
            for b in a + 1..<6 {
                let other = enumeratedLoss([a, b])
                #expect(best <= other + 1e-12)
            }
        }
    }

    private func enumeratedLoss(_ anchors: [Int]) -> Double {
        func column(_ i: Int) -> [Double] { confidences.map { $0[i] } }
        func correlation(_ x: [Double], _ y: [Double]) -> Double {
            let (a, b) = (x.reduce(0, +) / 5, y.reduce(0, +) / 5)
            var (xx, yy, xy) = (0.0, 0.0, 0.0)
            for k in 0..<5 {
                xx += (x[k] - a) * (x[k] - a)
                yy += (y[k] - b) * (y[k] - b)
                xy += (x[k] - a) * (y[k] - b)
            }
            return xy / (xx * yy).squareRoot()
        }
        return (0..<6).reduce(0) { sum, i in
            sum + (anchors.map { $0 == i ? 0 : 1 - correlation(column(i), column($0)) }.min() ?? 0)
        }
    }
}

@Suite("Choosing models while data arrives")
struct OnlineSelectionTests {
    private let costs = [0.5, 0.3, 0.4, 0.2, 0.6]

    @Test("bins, holdings, q and p of four rounds")
    func vector() {
        var selection = OnlineSelection(costs: costs, budget: 1, roundCount: 4, rate: 0.5)
        #expect(
            selection.bins == [
                [[2], [1, 3]], [[4], [0, 3], [2]], [[4], [0], [1, 3]], [[4], [0, 1], [2]],
                [[2], [1], [3]],
            ]
        )
        let rounds: [(Double, Double, [Double], [Int], [Double], [Double])] = [
            (
                0.1, 0.9, [0.9, 0.2, 0.5, 0.7, 0.4], [0, 1, 3], [0.4, 0.5, 0.5, 0.5, 0.4],
                [
                    0.089191009537, 0.224927976060, 0.274727650348, 0.136425713708,
                    0.274727650348,
                ]
            ),
            (
                0.55, 0.2, [0.8, 0.1, 0.6, 0.7, 0.3], [2, 4],
                [
                    0.301218122909, 0.498150485630, 0.531350268488, 0.439148977395,
                    0.486754763719,
                ],
                [
                    0.110300263457, 0.278162733523, 0.193177024774, 0.168714226271,
                    0.249645751975,
                ]
            ),
            (
                0.95, 0.5, [0.7, 0.3, 0.4, 0.9, 0.2], [4, 1],
                [
                    0.323651591647, 0.537158532925, 0.480501393759, 0.464192861424,
                    0.462997080164,
                ],
                [
                    0.124811848706, 0.238068922786, 0.218592239346, 0.190911008042,
                    0.227615981120,
                ]
            ),
            (
                0.3, 0.3, [0.9, 0.2, 0.5, 0.6, 0.5], [1, 4],
                [
                    0.340669238764, 0.512847923308, 0.499863467682, 0.481409313479,
                    0.443473371178,
                ],
                [
                    0.145173856695, 0.227851770570, 0.254253732786, 0.222056540387,
                    0.150664099562,
                ]
            ),
        ]
        for (first, second, losses, models, held, after) in rounds {
            let holding = selection.holding(first, second)
            #expect(holding.models == models)
            #expect(areNear(selection.holdingProbabilities, held))
            selection.learn(
                Dictionary(uniqueKeysWithValues: holding.models.map { ($0, losses[$0]) })
            )
            #expect(areNear(selection.probabilities, after))
        }
    }

    @Test("q is the probability of being held, counted over all draws; nothing exceeds the budget")
    func heldAsOften() {
        var selection = OnlineSelection(costs: costs, budget: 0.9, roundCount: 10)
        selection.learn([0: 0.7, 3: 0.1])
        let (p, q) = (selection.probabilities, selection.holdingProbabilities)
        var counted = [Double](repeating: 0, count: 5)
        for (model, packed) in selection.bins.enumerated() {
            counted[model] += p[model]
            for bin in packed {
                #expect(costs[model] + bin.reduce(0) { $0 + costs[$1] } <= 0.9 + 1e-12)
                for held in bin { counted[held] += p[model] / Double(packed.count) }
            }
        }
        #expect(areNear(counted, q))
    }
}
