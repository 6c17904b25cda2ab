import ModelSelection
import Testing

@testable import ModelChoice

@Suite("Heads that clients tune")
struct OnlineHeadTests {
    private func head(_ value: Double) -> SoftmaxHead {
        SoftmaxHead(weights: [value, 0, 0, value], bias: [0, value], width: 2)
    }

    private func heads(window: Int = 2) -> OnlineHeads {
        var options = OnlineHeads.Options()
        options.window = window
        // Two clients, two models, three images of two features.
        let features: [[[Float]]] = (0..<2).map { client in
            (0..<2).map { model in (0..<6).map { Float($0 * (client + 1) + model) / 4 } }
        }
        return OnlineHeads([head(1), head(2)], features: features, options: options)
    }

    @Test("a step is that of the head on the client's last images, larger for models seldom held")
    func step() {
        let heads = heads()
        var expected = head(2)
        expected.step(
            [1, 2].map { (features: heads.row(1, 1, $0), label: $0 % 2) },
            rate: 1e-3 / 10 / 0.25
        )
        let found = heads.tuned(
            1,
            by: 1,
            on: [0, 1, 2][1...],
            labels: [0, 1, 0],
            roundCount: 100,
            holdingProbability: 0.25
        )
        #expect(found == expected && found != head(2))
        let seldom = heads.tuned(
            1,
            by: 1,
            on: [0, 1, 2][1...],
            labels: [0, 1, 0],
            roundCount: 100,
            holdingProbability: 0.001
        )
        // Not by more than twenty times.
        let moved = zip(seldom.weights, head(2).weights).map { ($0 - $1).magnitude }.max() ?? 0
        #expect(moved > 0 && moved < 0.01)
    }

    @Test("the server takes the mean over a group, with its own head where a client has none")
    func collection() {
        var all = heads()
        all.collect(
            [[0: head(3)], [0: head(5), 1: head(8)]],
            costs: [1, 1],
            bandwidth: 10,
            draw: 0.9
        )
        #expect(all.heads[0] == head(4) && all.heads[1] == head(5))
        // Costs 1 and 2 do not fit into 2: two groups, the dearer client's first.
        for (draw, expected) in [(0.1, [5.0, 8]), (0.9, [3, 2])] {
            var one = heads()
            one.collect(
                [[0: head(3)], [0: head(5), 1: head(8)]],
                costs: [1, 1],
                bandwidth: 2,
                draw: draw
            )
            #expect(one.heads == expected.map(head))
        }
    }

    @Test("a run with heads: the same seed gives the same, and window 1 begins at once")
    func run() throws {
        let text = "item,m0,m1,label\na,0,1,0\nb,1,1,1\nc,0,0,1\n"
        let tables = try ["x", "y"].map {
            try PredictionTable(text: Array(text.utf8), path: "p", dataSet: $0)
        }
        func run(_ heads: OnlineHeads?) throws -> OnlineRun {
            try OnlineRun(
                tables,
                costs: [1, 1],
                budget: 2,
                heads: heads,
                options: OnlineRun.Options()
            )
        }
        let found = try run(heads(window: 1))
        #expect(found.tunesHeads && found.clients.count == 2 && found.clients[0].rounds == 3)
        #expect(try run(heads(window: 1)).clients.map(\.accuracy) == found.clients.map(\.accuracy))
        #expect(try !run(nil).tunesHeads)
    }
}
