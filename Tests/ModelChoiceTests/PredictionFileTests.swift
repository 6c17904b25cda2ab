import Tensors
import TestSupport
import Testing

@testable import ModelChoice

@Suite("Files of predictions")
struct PredictionFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func bytes(_ values: [Float]) -> [UInt8] {
        values.flatMap { value in
            (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
        }
    }

    private func bytes(_ values: [Int64]) -> [UInt8] {
        values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    }

    /// A file of three items and two classes, or as asked for.
    private func file(
        _ name: String,
        logits: [Float] = [1, 0, 0, 1, 2, 1],
        shape: [Int] = [3, 2],
        labels: [Int64]? = [0, 1, 0],
        items: String? = "[\"x\",\"y\",\"z\"]",
        metadata: [String: String] = [:]
    ) throws -> String {
        var tensors: [SafetensorsFixture.Tensor] = [("set.logits", .f32, shape, bytes(logits))]
        if let labels {
            tensors.append(("set.labels", .i64, [labels.count], bytes(labels)))
        }
        if let items {
            tensors.append(("set.items", .u8, [items.utf8.count], Array(items.utf8)))
        }
        let path = folder.path(name + ".safetensors")
        try SafetensorsFixture.write(tensors: tensors, metadata: metadata, to: path)
        return path
    }

    private func table(_ second: String) throws -> PredictionTable {
        try PredictionTable(files: [file("first"), second], dataSet: "set")
    }

    @Test("classes, and the probability of each label")
    func contents() throws {
        let found = try table(file("second", logits: [0, 0, 5, 1, 0, 3]))
        #expect(found.classes == [[0, 1, 0], [0, 0, 1]] && found.items == ["x", "y", "z"])
        let confidences = try found.confidences()
        #expect(confidences[1][0] == 0.5)
        #expect((confidences[0][0] - 0.731058578630005).magnitude < 1e-12)
        #expect(try found.correctness() == [[1, 1, 1], [1, 0, 0]])
    }

    @Test("labels of one file serve another that has none; without any, answers need labels")
    func missingLabels() throws {
        let found = try table(file("second", labels: nil))
        #expect(found.labels == [0, 1, 0])
        // Probabilities are asked of all models or of none.
        #expect(try found.labelProbabilities == nil && found.confidences()[1] == [1, 1, 1])
        let none = try PredictionTable(
            files: [file("a", labels: nil), file("b", labels: nil)],
            dataSet: "set"
        )
        #expect(throws: ModelChoiceError.self) { try none.requireLabels() }
    }

    @Test("files that disagree are refused, with both names")
    func disagreement() throws {
        let longer = try file(
            "longer",
            logits: [1, 0, 0, 1, 2, 1, 0, 0],
            shape: [4, 2],
            labels: [0, 1, 0, 0],
            items: nil
        )
        let wider = try file("wider", shape: [2, 3], labels: [0, 1], items: nil)
        let other = try file("other", labels: [0, 1, 1])
        let renamed = try file("renamed", items: "[\"x\",\"q\",\"z\"]")
        for (path, reason) in [
            (longer, "holds 4 items and 2 classes of set, "),
            (wider, "holds 2 items and 3 classes"),
            (other, "the label of item 2 of set is 1, 0 in "),
            (renamed, "item 1 of set is 'q', 'y' in "),
        ] {
            let error = #expect(throws: ModelChoiceError.self) { try table(path) }
            #expect(error?.description.hasPrefix(path + ": " + reason) == true, "\(error!)")
            #expect(error?.description.contains("first.safetensors") == true)
        }
    }

    @Test("the same names and labels of other images or classes are other predictions")
    func digests() throws {
        // The writer of the fixture takes text as JSON has it.
        let classes = #"[\"p\",\"q\"]"#
        let one = try file("one", metadata: ["set.digest": "a", "set.classes": classes])
        let same = try file("same", metadata: ["set.digest": "a", "set.classes": classes])
        #expect(try PredictionTable(files: [one, same], dataSet: "set").digest == "a")
        for metadata in [
            ["set.digest": "b"],
            ["set.digest": "a", "set.classes": #"[\"p\",\"r\"]"#],
        ] {
            let other = try file("other", metadata: metadata)
            #expect(throws: ModelChoiceError.self) {
                try PredictionTable(files: [one, other], dataSet: "set")
            }
        }
    }

    @Test(
        "numbers that are not finite, labels outside of the classes, and damaged names are refused"
    )
    func damage() throws {
        for (path, reason) in [
            (
                try file("nan", logits: [1, 0, .nan, 1, 2, 1]),
                "a logit of item y of set is not finite"
            ),
            (
                try file("inf", logits: [1, 0, 0, 1, 2, .infinity]),
                "a logit of item z of set is not finite"
            ),
            (
                try file("large", labels: [0, 2, 0]),
                "the label of item 1 of set is 2, of 2 classes"
            ),
            (try file("below", labels: [0, -1, 0]), "the label of item 1 of set is -1"),
            (try file("few", labels: [0, 1]), "'set.labels' is not I64 [3]"),
            (try file("names", items: "[\"x\"]"), "the names of its items or classes are damaged"),
            (try file("empty", logits: [], shape: [0, 2], labels: []), "has no items or classes"),
        ] {
            let error = #expect(throws: ModelChoiceError.self) {
                try PredictionTable(files: [path], dataSet: "set")
            }
            #expect(error?.description.contains(reason) == true, "\(reason)")
        }
        let good = try file("good")
        #expect(throws: ModelChoiceError.self) {
            try PredictionTable(files: [good], dataSet: "other")
        }
        #expect(try PredictionTable(files: [good], dataSet: "set").models == [good])
    }

    @Test("a cover names outputs of its models and models for its classes")
    func covers() throws {
        let text = """
            {"classes":["Red fox","cat"],"models":["a","b"],"outputs":[[0,1],[2,0]],
             "serving":[[1],[0,1]],"more":1}
            """
        let cover = try ModelCover(Array(text.utf8), path: "c")
        try cover.check(classCounts: [2, 3], path: "c")
        #expect(throws: ModelChoiceError.self) { try cover.check(classCounts: [2, 2], path: "c") }
        let values = cover.values(
            [[0, 0], [1, -50, 1]],
            classCounts: [2, 3],
            places: [1, 0]
        )
        // Model a is undecided: p = (1/2, 1/2), one bit; b answers (1/2, 1/2) too.
        #expect((Double(values[0]) - 1).magnitude < 1e-6 && (values[1] - 0.5).magnitude < 1e-6)
        for broken in [
            "{}", "[]", text.replacing("[[1],[0,1]]", with: "[[1]]"),
            text.replacing("[[1],[0,1]]", with: "[[1],[2]]"),
            text.replacing("[[1],[0,1]]", with: "[[1],[]]"),
            text.replacing("[2,0]", with: "[2]"), text.replacing("[2,0]", with: "[-1,0]"),
        ] {
            #expect(throws: ModelChoiceError.self) { try ModelCover(Array(broken.utf8), path: "c") }
        }
    }
}
