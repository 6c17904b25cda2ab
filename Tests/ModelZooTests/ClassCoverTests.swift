import ModelChoice
import Testing

@testable import ModelZoo

@Suite("Who serves which class")
struct ClassCoverTests {
    private static func label(
        _ model: String,
        _ rows: String,
        outputs: String,
        data: String = "d"
    ) -> String {
        #"{"kind":"label","model":"\#(model)","data":"\#(data)","concepts":["v0","v1","v2","v3"],"#
            + #""outputs":\#(outputs),"confusion":\#(rows),"counts":[10,10,10,10]}"# + "\n"
    }

    private static let text =
        label(
            "m0",
            "[[0.8,0.1,0.1],[0.2,0.7,0.1],[0.3,0.3,0.4],[0.1,0.2,0.7]]",
            outputs: #"["a","b","c"]"#
        )
        + label(
            "m1",
            "[[0.5,0.3,0.1,0.1],[0.1,0.6,0.2,0.1],[0,0.1,0.8,0.1],[0.1,0.1,0.1,0.7]]",
            outputs: #"["a","b","c","d"]"#
        )
        + label(
            "m2",
            "[[0.7,0.2,0.1],[0.1,0.8,0.1],[0.2,0.6,0.2],[0.1,0,0.9]]",
            outputs: #"["a","b","c"]"#
        )

    private func mixtures(_ classes: [String]) throws -> ConceptMixtures {
        try ConceptMixtures("x\tv0\ny\tV 1\ny\tv_2\n", path: "match", classes: classes)
    }

    private func areNear(_ x: [Double], _ y: [Double]) -> Bool {
        x.count == y.count && zip(x, y).allSatisfy { abs($0 - $1) < 1e-11 }
    }

    @Test("the page's vector through a file")
    func vector() throws {
        let zoo = try ZooLines.zoo(Self.text)
        let classes = ["x", "y"]
        let one = try ClassCover(zoo, classes: classes, mixtures: mixtures(classes))
        #expect(one.models == ["m2"] && one.serving == [[0], [0]] && one.outputs == [[0, 1]])
        #expect(one.chosen == ["m2"] && one.warnings.isEmpty)
        let two = try ClassCover(zoo, classes: classes, mixtures: mixtures(classes), perClass: 2)
        #expect(two.models == ["m0", "m2"] && two.serving == [[1, 0], [1, 0]])
        let servers = two.table[1].servers
        #expect(servers.map(\.model) == ["m2", "m0"])
        #expect(areNear(servers.map(\.value), [0.742816500711, 0.671646341463]))
        #expect(areNear(servers.map(\.f1), [0.736842105263, 0.625]))
    }

    @Test("outputs are found by name; a class without a concept is told with all others")
    func names() throws {
        let zoo = try ZooLines.zoo(Self.text)
        let cover = try ClassCover(zoo, classes: ["V-0", "v3"])
        #expect(cover.models == ["m0", "m2"])
        let error = #expect(throws: ModelChoiceError.self) {
            try ClassCover(zoo, classes: ["v0", "dog", "cat"])
        }
        #expect(error?.description.contains("no concept is known for dog, cat") == true)
        let named = try ZooLines.zoo(
            Self.label(
                "m",
                "[[1,0,0],[0,0,1],[0,1,0],[0,1,0]]",
                outputs: #"["v1","q","V 0"]"#
            )
        )
        #expect(try ClassCover(named, classes: ["v0", "v1"]).outputs == [[2, 0]])
    }

    @Test("two classes with one output are warned of")
    func confused() throws {
        let zoo = try ZooLines.zoo(
            Self.label("m", "[[1,0],[1,0],[0,1],[0,1]]", outputs: #"["a","b"]"#)
        )
        let cover = try ClassCover(zoo, classes: ["v0", "v1", "v2"])
        #expect(cover.warnings == ["m: output 0 stands for v0, v1, which it does not tell apart"])
    }

    @Test("labels on several data sets count by their images; other outputs are refused")
    func several() throws {
        let first = Self.label("m", "[[1,0],[1,0],[0,1],[0,1]]", outputs: #"["a","b"]"#)
        let second = Self.label(
            "m",
            "[[0,1],[1,0],[0,1],[0,1]]",
            outputs: #"["a","b"]"#,
            data: "e"
        )
        let zoo = try ZooLines.zoo(first + second)
        let cover = try ClassCover(zoo, classes: ["v0", "v2"])
        // v0 is answered by each output as often: the lowest counts, F1 = 2 * .5 / (.5 + 0 + 1).
        #expect(cover.outputs == [[0, 1]])
        #expect(areNear([cover.table[0].servers[0].f1], [1 / 1.5]))
        let other = try ZooLines.zoo(
            first + Self.label("m", "[[1],[1],[1],[1]]", outputs: #"["a"]"#, data: "e")
        )
        let error = #expect(throws: ModelChoiceError.self) {
            try ClassCover(other, classes: ["v0"])
        }
        #expect(error?.description.contains("differ in the number of outputs") == true)
    }

    @Test("files of classes and matches tell what is wrong in which line")
    func files() throws {
        #expect(try TaskClasses.read(" a \r\n\nb\n", path: "c") == ["a", "b"])
        #expect(throws: ModelChoiceError.data(path: "c:3", reason: "the class 'A_' is there twice"))
        {
            try TaskClasses.read("a\nb\nA_\n", path: "c")
        }
        #expect(throws: ModelChoiceError.data(path: "c", reason: "names no classes")) {
            try TaskClasses.read("\n", path: "c")
        }
        for (text, reason) in [
            ("x\tv0\nz\tv0", "the task has no class 'z'"),
            ("x\tv0\nx", "is not a class, a concept and a weight with tabs between them"),
            ("x\tv0\nx\tv1\t0", "'0' is not a positive weight"),
        ] {
            #expect(throws: ModelChoiceError.data(path: "m:2", reason: reason)) {
                try ConceptMixtures(text, path: "m", classes: ["x"])
            }
        }
        let empty = try ZooLines.zoo(ZooLines.result("m", "a", 1))
        #expect(throws: ModelChoiceError.self) { try ClassCover(empty, classes: ["x"]) }
    }
}
