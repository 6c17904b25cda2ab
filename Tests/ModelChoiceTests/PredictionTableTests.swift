import TestSupport
import Testing

@testable import ModelChoice

@Suite("Tables of predictions")
struct PredictionTableTests {
    private func table(_ text: String) throws -> PredictionTable {
        try PredictionTable(text: Array(text.utf8), path: "p.csv", dataSet: "pool")
    }

    @Test("numbers, names, quotes and line ends")
    func cells() throws {
        let numbers = try table(PredictionLines.four)
        #expect(numbers.models == ["m0", "m1", "m2", "m3"] && numbers.classCount == 3)
        #expect(numbers.labels == [0, 1, 2, 1, 2, 1, 0] && numbers.items[3] == "d")
        #expect(numbers.classes[3] == [2, 0, 2, 1, 2, 1, 1])
        let names = try table("item,\"m,0\",m1\r\nx,cat,dog\r\n\"y \"\"z\"\"\",dog,dog\r\n")
        #expect(names.models == ["m,0", "m1"] && names.classNames == ["cat", "dog"])
        #expect(names.items == ["x", "y \"z\""] && names.classes == [[0, 1], [1, 1]])
        #expect(names.labels == nil)
    }

    @Test(
        "what is not a table names its line",
        arguments: [
            ("", "p.csv: its first line is not 'item,MODEL,MODEL...'"),
            ("name,m0\na,0\n", "p.csv: its first line is not 'item,MODEL,MODEL...'"),
            ("item,m0,m1\na,0\n", "p.csv:2: has 2 cells, the header 3"),
            ("item,m0\n", "p.csv: holds no models or no items"),
            ("item,m0\n\"a,0\n", "p.csv:2: a quote is opened and not closed"),
        ]
    )
    func malformed(text: String, message: String) {
        let error = #expect(throws: ModelChoiceError.self) { try table(text) }
        #expect(error?.description == message)
    }

    @Test("labels by name or number; unknown, double and malformed ones name their line")
    func labels() throws {
        let table = try table("item,m0,m1\nx.png,cat,dog\ny.png,dog,dog\n")
        func given(_ text: String) throws -> [[Int]] {
            try GivenLabels(Array(text.utf8), path: "l.csv", of: table).labels.map { [$0.0, $0.1] }
        }
        #expect(try given("item,class\ny.png,cat\n0,1\n") == [[1, 0], [0, 1]])
        for (text, message) in [
            ("item\n", "l.csv: its first line is not 'item,class'"),
            ("item,class\nz.png,cat\n", "l.csv:2: pool has no item 'z.png'"),
            ("item,class\nx.png,cow\n", "l.csv:2: pool has no class 'cow'"),
            ("item,class\nx.png,2\n", "l.csv:2: pool has no class '2'"),
            (
                "item,class\n0,cat\nx.png,cat\n",
                "l.csv:3: item 'x.png' has a label in an earlier line"
            ),
        ] {
            let error = #expect(throws: ModelChoiceError.self) { try given(text) }
            #expect(error?.description == message)
        }
    }

    private func labelSession(
        _ table: PredictionTable,
        _ budget: Int,
        _ given: GivenLabels?,
        batch: Int,
        epsilon: Double?,
        seed: UInt64 = 0
    ) throws -> LabelSession {
        try LabelSession(
            table,
            budget: budget,
            given: given,
            batch: batch,
            epsilon: epsilon,
            seed: seed
        )
    }

    @Test("labels are asked for in the order worked out by hand, and the answer is told after each")
    func session() throws {
        let table = try table(PredictionLines.four)
        let session = try labelSession(table, 10, nil, batch: 1, epsilon: 0.4)
        #expect(session.steps.map(\.item) == [0, 2, 3, 1, 4, 6])
        #expect((session.steps[0].entropy ?? 0) - 1.973608532286 < 1e-9)
        #expect(session.disputed == 6 && session.items == 7)
        #expect(session.models.map(\.model) == ["m0", "m1", "m2", "m3"])
        #expect((session.models[3].posterior - 0.142857143).magnitude < 1e-8)
        // With labels of a person, what is asked next is the same.
        let given = try GivenLabels(Array("item,class\na,0\nc,2\n".utf8), path: "l", of: table)
        let next = try labelSession(table, 5, given, batch: 2, epsilon: 0.4)
        #expect(next.queue.items.map(\.item) == [3, 1])
        #expect(next.queue.text.hasPrefix("item,path,entropy\n3,d,"))
        let done = try labelSession(table, 2, given, batch: 2, epsilon: 0.4)
        #expect(done.queue.items.isEmpty)
    }

    @Test("ε chosen without labels is one of those tried, and the same again")
    func chosenEpsilon() throws {
        let table = try table(PredictionLines.four)
        let first = try labelSession(table, 4, nil, batch: 1, epsilon: nil, seed: 3)
        let again = try labelSession(table, 4, nil, batch: 1, epsilon: nil, seed: 3)
        #expect((0.35...0.49).contains(first.epsilon) && first.epsilon == again.epsilon)
    }

    @Test("ties: one model is always right; labels are needed")
    func ties() throws {
        let table = try table("item,good,bad,label\na,1,0,1\nb,0,0,0\nc,1,0,1\nd,0,1,0\n")
        let found = try TiedModels(table, bags: 200, fraction: 0.5, epsilon: 0.05, seed: 0)
        #expect(found.selected == ["good"] && found.models[0].accuracy == 1)
        let unlabelled = try self.table("item,m0,m1\na,1,0\n")
        #expect(throws: ModelChoiceError.self) {
            try TiedModels(unlabelled, bags: 1, fraction: 0.5, epsilon: 0.05, seed: 0)
        }
    }

    @Test("anchors read back what was written, refuse other data, and need three models")
    func anchors() throws {
        let table = try table(PredictionLines.four)
        let found = try AnchorSet(table, count: 2)
        #expect((found.anchors.reduce(0) { $0 + $1.weight } - 1).magnitude < 1e-12)
        try found.check(items: table.items, labels: table.labels ?? [], path: "a")
        #expect(throws: ModelChoiceError.self) {
            try found.check(items: table.items, labels: [1, 1, 2, 1, 2, 1, 0], path: "a")
        }
        #expect(found.score([1, 1]) - 1 < 1e-12)
        #expect(throws: ModelChoiceError.self) { try AnchorSet(table, count: 8) }
        let two = try self.table("item,m0,m1,label\na,1,0,1\nb,0,0,0\n")
        #expect(throws: ModelChoiceError.self) { try AnchorSet(two, count: 1) }
        #expect(throws: ModelChoiceError.self) { try AnchorSet(Array("{}".utf8), path: "a") }
    }

    @Test("online: nothing exceeds the budget, and the same seed gives the same run")
    func online() throws {
        let table = try table(PredictionLines.four)
        func run(_ seed: UInt64) throws -> OnlineRun {
            var options = OnlineRun.Options()
            options.seed = seed
            return try OnlineRun([table, table], costs: [3, 1, 1, 1], budget: 3, options: options)
        }
        let first = try run(1)
        #expect(try run(1).order == first.order && first.clients.count == 2)
        #expect(first.clients[0].rounds == 7)
        #expect((first.clients[0].shares.reduce(0, +) - 1).magnitude < 1e-12)
        #expect(first.clients[0].bestModel == "m0")
        #expect(throws: ModelChoiceError.self) {
            try OnlineRun(
                [table],
                costs: [4, 1, 1, 1],
                budget: 3,
                options: OnlineRun.Options()
            )
        }
    }

    @Test("a recipe for each group of two or more, names quoted")
    func recipe() {
        let one = MergeRecipeText(groups: [["a\"b", "c"]], base: "base")
        #expect(
            one.text == """
                merge_method: model_stock
                base_model: "base"
                models:
                  - model: "a\\"b"
                  - model: "c"

                """
        )
        let several = MergeRecipeText(groups: [["a", "b"], ["c"], ["d", "e"]], base: nil)
        #expect(several.text.contains("name: family_2\nmerge_method: linear"))
        #expect(several.text.contains("---\n") && !several.text.contains("\"c\""))
    }
}
