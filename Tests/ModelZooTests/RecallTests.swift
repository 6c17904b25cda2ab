import ModelChoice
import Testing

@testable import ModelZoo

@Suite("Recall from a zoo")
struct RecallTests {
    private static let sets = ["a", "b", "c", "t"]
    private static let accuracies: [[Double?]] = [
        [0.62, 0.71, 0.55, 0.80], [0.66, 0.69, 0.58, nil], [0.58, 0.75, 0.50, 0.85],
        [0.70, 0.60, 0.64, 0.70], [nil, 0.64, 0.61, 0.74], [0.55, 0.58, 0.52, 0.69],
    ]

    /// The page's table of accuracies, and its similarities to the last set.
    private static func text(similarities: [Double]) -> String {
        var text = ""
        for (model, row) in accuracies.enumerated() {
            for (set, accuracy) in zip(sets, row) {
                if let accuracy { text += ZooLines.result("m\(model)", set, accuracy) }
            }
        }
        for (set, value) in zip(sets, similarities) {
            text +=
                #"{"kind":"similarity","data":"t","other":"\#(set)","value":\#(value)}"# + "\n"
        }
        return text
    }

    private func areNear(_ x: [Double?], _ y: [Double]) -> Bool {
        x.count == y.count
            && zip(x, y).allSatisfy { ($0 ?? .nan).distance(to: $1).magnitude < 1e-11 }
    }

    @Test("links: the page's vector through a file, best first")
    func links() throws {
        let zoo = try ZooLines.zoo(Self.text(similarities: [0.1, 0.8, 0.25]))
        var links = LinkRecall()
        (links.rank, links.neighbours) = (1, 2)
        let target = try RecallTarget("t", in: zoo)
        let found = try links.find(zoo, target: target)
        #expect(found.order == ["m2", "m5", "m0", "m1", "m4", "m3"])
        #expect(
            areNear(
                found.models.map(\.score),
                [
                    0.585948569275, 0.525906747709, 0.510760515381, 0.457926294046,
                    0.438890063514, 0.356918350292,
                ]
            )
        )
        #expect(found.neighbours?.map(\.data) == ["b", "c"] && found.warnings.isEmpty)
        #expect(found.models[4].results == 2)
        let fewer = try links.find(zoo, target: target, without: ["m2", "m5"])
        #expect(fewer.models.count == 4)
        #expect(throws: ModelChoiceError.request("z: has no model 'x' to leave out")) {
            try links.find(zoo, target: target, without: ["x"])
        }
    }

    @Test("without similarities all data sets count alike, and that is told")
    func plainMean() throws {
        let zoo = try ZooLines.zoo(Self.text(similarities: []))
        let found = try LinkRecall().find(zoo, target: RecallTarget("t", in: zoo))
        #expect(found.warnings.first?.contains("all of them count alike") == true)
        #expect(found.neighbours?.isEmpty == true && found.models.count == 6)
    }

    @Test("scores beyond what any model reached are warned of")
    func extrapolation() throws {
        var text = ""
        for (model, row) in [[0.8, 0, 1], [0.8, 0, 0.5], [0.8, 0, 0.5], [0.7, 0, 0.5]].enumerated()
        {
            for (set, accuracy) in zip(Self.sets, row) {
                text += ZooLines.result("m\(model)", set, accuracy)
            }
        }
        text += #"{"kind":"similarity","data":"t","other":"a","value":1}"# + "\n"
        let zoo = try ZooLines.zoo(text)
        var links = LinkRecall()
        (links.rank, links.neighbours) = (1, 1)
        let found = try links.find(zoo, target: RecallTarget(name: "t", facts: nil))
        // One singular value blurs what m0 reached on a with its lead on c.
        #expect(areNear(found.models.map(\.score), [1.25, 0.75, 0.75, 0.25]))
        let warning = "extrapolation: the score of 1 of 4 models is not between 0 and 1"
        #expect(found.warnings.contains { $0.hasPrefix(warning) }, "\(found.warnings)")
    }

    @Test("a model without results is scored by those with similar signatures, or told apart")
    func strangers() throws {
        func signature(_ model: String, _ values: String) -> String {
            #"{"kind":"signature","model":"\#(model)","baselines":["b"],"probe":"p","coverage":[\#(values)]}"#
                + "\n"
        }
        let text =
            Self.text(similarities: [0.1, 0.8, 0.25]) + signature("m3", "1,0,null")
            + signature("m2", "0,1,null") + signature("new", "0.5,0,null")
            + signature("other", "0,0,null")
        let zoo = try ZooLines.zoo(text)
        let found = try LinkRecall().find(zoo, target: RecallTarget("t", in: zoo))
        func row(_ name: String) -> RecalledModels.Row? { found.models.first { $0.model == name } }
        #expect(row("new")?.note == "from similar models" && row("other")?.note == "no history")
        #expect(areNear([row("new")?.score], [row("m3")?.score ?? 0]))
        #expect(row("new")?.results == 0 && row("m3")?.note == nil)
    }

    @Test("too little history says what is lacking; an unknown target asks for its images")
    func lacking() throws {
        let zoo = try ZooLines.zoo(
            ZooLines.result("m", "a", 0.5) + ZooLines.result("n", "a", 0.6)
                + ZooLines.result("n", "t", 0.6)
        )
        let target = try RecallTarget("t", in: zoo)
        #expect(
            throws: ModelChoiceError.request(
                "z: links need at least 3 models and 2 data sets with results besides t; it has 2 "
                    + "and 1"
            )
        ) { try LinkRecall().find(zoo, target: target) }
        let unknown = #expect(throws: ModelChoiceError.self) { try RecallTarget("u", in: zoo) }
        #expect(unknown?.description.contains("as NAME=PATH") == true)
    }

    private static let coarse: [[Double]] = [
        [0.70, 0.81, 0.62, 0.55, 0.90, 0.48, 0.77], [0.71, 0.80, 0.64, 0.56, 0.89, 0.50, 0.76],
        [0.52, 0.63, 0.70, 0.75, 0.66, 0.80, 0.58], [0.69, 0.82, 0.59, 0.57, 0.93, 0.47, 0.78],
        [0.40, 0.95, 0.30, 0.20, 0.85, 0.60, 0.10],
    ]

    private static func coarseText(leep: [Double]) -> String {
        var text = ""
        for (model, row) in coarse.enumerated() {
            for (set, value) in row.enumerated() {
                text += ZooLines.result("m\(model)", "d\(set)", value)
            }
        }
        for (model, value) in leep.enumerated() {
            text +=
                #"{"kind":"score","model":"m\#(model)","data":"t","scores":{"leep":\#(value)}}"#
                + "\n"
        }
        return text
    }

    @Test("two phases: the page's vector through a file")
    func twoPhase() throws {
        let zoo = try ZooLines.zoo(Self.coarseText(leep: [-0.9, -1.1, -0.7, -0.8, -1.6]))
        let recall = try CoarseRecall(zoo, target: "t")
        #expect(recall.wanted.map(\.path) == ["m1"])
        let found = try recall.find(zoo)
        #expect(found.order == ["m1", "m3", "m0", "m2", "m4"])
        #expect(found.families == [["m1", "m0", "m3"]])
        #expect(found.models[0].note == "representative")
        #expect(
            areNear(
                found.models.map(\.score),
                [
                    0.231107638110, 0.230632107991, 0.229681047752, 0.211616769604,
                    0.142078087480,
                ]
            )
        )
        let own = try CoarseRecall(zoo, target: "t", usesOwn: true)
        #expect(own.wanted.map(\.path) == ["m0", "m1", "m3"])
        let values = try own.find(zoo).models.prefix(2)
        #expect(values.map(\.model) == ["m3", "m0"])
        #expect(areNear(values.map(\.score), [0.311320782281, 0.280533065221]))
    }

    @Test("a representative without LEEP has to be run")
    func missingLeep() throws {
        let zoo = try ZooLines.zoo(Self.coarseText(leep: [-0.9]))
        let recall = try CoarseRecall(zoo, target: "t")
        let error = #expect(throws: ModelChoiceError.self) { try recall.find(zoo) }
        #expect(error?.description.contains("has no LEEP of m1 on t") == true)
        #expect(recall.find(leep: [nil]).order.isEmpty)
    }
}

@Suite("Recall by signatures")
struct EmbeddingRecallTests {
    private func text(probe: String = "p", explained: Double = 0.5) -> String {
        func signature(_ model: String, _ probe: String, _ values: String) -> String {
            #"{"kind":"signature","model":"\#(model)","baselines":["b"],"probe":"\#(probe)","coverage":[\#(values)]}"#
                + "\n"
        }
        return signature("m0", "p", "0,0,0")
            + signature("m1", probe, "0.950668738334,0.952558920882,0")
            + signature("b", "p", "1,1,1")
            + #"{"kind":"data","data":"t","baselines":["b"],"mean":[0],"images":12,"#
            + #""relevance":[0.228374995330,0.128815467126,0.549237170597],"#
            + #""explained":[\#(explained)],"classes":["x","y","z"]}"# + "\n"
    }

    @Test("the page's score; baselines are told apart")
    func vector() throws {
        let zoo = try ZooLines.zoo(text())
        let found = try EmbeddingRecall.find(zoo, target: RecallTarget("t", in: zoo))
        #expect(found.order == ["m1", "m0"] && found.baselines?.map(\.model) == ["b"])
        #expect(abs((found.models[0].score ?? 0) - 0.374892907767) < 1e-10)
        #expect(found.warnings.isEmpty)
    }

    @Test("a baseline that knows nothing of the target is warned of")
    func foreignBaseline() throws {
        let zoo = try ZooLines.zoo(text(explained: 0.2))
        let found = try EmbeddingRecall.find(zoo, target: RecallTarget("t", in: zoo))
        #expect(found.warnings.first?.hasPrefix("baseline b tells little of t") == true)
    }

    @Test("a signature of another probe is refused, and one of the same is not")
    func otherProbe() throws {
        let zoo = try ZooLines.zoo(text(probe: "q"))
        let target = try RecallTarget("t", in: zoo)
        let error = #expect(throws: ModelChoiceError.self) {
            try EmbeddingRecall.find(zoo, target: target)
        }
        guard case .data(let path, let reason) = error else { return #expect(Bool(false)) }
        #expect(path == "z" && reason.contains("another probe or other baseline"))
        #expect(try EmbeddingRecall.find(zoo, target: target, without: ["m1"]).order == ["m0"])
    }
}
