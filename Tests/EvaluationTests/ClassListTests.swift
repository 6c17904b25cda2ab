import Foundation
import TestSupport
import Testing

@testable import Evaluation

@Suite("ImageNet's classes and those of its shifts")
struct ClassListTests {
    @Test("the sums of the indices of ImageNet-R and ImageNet-A")
    func sums() {
        let classes = ImageNetClass.all
        #expect(classes.count == 1000)
        #expect(classes.map(\.index) == Array(0..<1000))
        #expect(classes.filter(\.isInR).count == 200 && classes.filter(\.isInA).count == 200)
        #expect(classes.filter(\.isInR).reduce(0) { $0 + $1.index } == 86_135)
        #expect(classes.filter(\.isInA).reduce(0) { $0 + $1.index } == 102_178)
    }

    @Test("WordNet ids are sorted, as the folders are")
    func order() {
        let identifiers = ImageNetClass.all.map(\.wordNetID)
        #expect(identifiers == identifiers.sorted() && Set(identifiers).count == 1000)
        #expect(identifiers.allSatisfy { $0.count == 9 && $0.hasPrefix("n") })
        #expect(identifiers[0] == "n01440764" && identifiers[999] == "n15075141")
    }

    @Test("ObjectNet: 113 folders, 125 outputs, none twice, nine folders with several")
    func objectNet() {
        let classes = ObjectNetClass.all
        let outputs = classes.flatMap(\.outputs)
        #expect(classes.count == 113)
        #expect(outputs.count == 125 && Set(outputs).count == 125)
        #expect(outputs.allSatisfy { (0..<1000).contains($0) })
        #expect(classes.filter { $0.outputs.count > 1 }.count == 9)
        #expect(classes.map(\.folder) == classes.map(\.folder).sorted())
    }

    @Test("folders of ImageNetV2 are numbers, and mean them")
    func integers() {
        #expect(KnownDataSet.imageNetV2.classFolders[10] == "10")
        #expect(KnownDataSet.imageNetV2.classFolders[2] == "2")
    }
}

@Suite(
    "The built-in classes against the published list",
    .enabled(
        if: FileManager.default.fileExists(atPath: RealData.photoFolder + "/classes.tsv"),
        "the list of classes is not there"
    )
)
struct PublishedClassTests {
    private let rows: [[String]]

    init() throws {
        let path = RealData.photoFolder + "/classes.tsv"
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        rows = text.split(separator: "\n").dropFirst().map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        try #require(rows.count == 1000 && rows.allSatisfy { $0.count == 6 })
    }

    @Test("WordNet ids, and the members of ImageNet-R and ImageNet-A")
    func classes() {
        let found = ImageNetClass.all.map {
            ["\($0.index)", $0.wordNetID, $0.isInR ? "1" : "0", $0.isInA ? "1" : "0"]
        }
        #expect(found == rows.map { [$0[0], $0[1], $0[3], $0[4]] })
    }

    @Test("ObjectNet's folders and the classes that mean them")
    func objectNet() {
        let mapped = rows.filter { $0[5] != "-" }
        let expected = Dictionary(grouping: mapped, by: { $0[5] }).mapValues { rows in
            rows.compactMap { Int($0[0]) }.sorted()
        }
        let pairs = ObjectNetClass.all.map { ($0.folder, $0.outputs.sorted()) }
        #expect(Dictionary(pairs, uniquingKeysWith: { first, _ in first }) == expected)
        #expect(pairs.count == expected.count)
    }
}

@Suite("From a model's outputs to a data set's classes")
struct OutputMappingTests {
    private let rows: [Float] = [0, 1, 2, 3, 4, 14, 13, 12, 11, 10]

    @Test("the largest of several, in the order of the classes")
    func largest() {
        let mapping = OutputMapping(outputs: [[4, 0], [1], [2, 3]], modelClassCount: 5)
        #expect(mapping.classCount(modelClassCount: 5) == 3)
        #expect(mapping.mapped(rows, modelClassCount: 5) == [4, 1, 3, 14, 13, 12])
    }

    @Test func identity() {
        let mapping = OutputMapping(modelClassCounts: 5...5)
        #expect(mapping.mapped(rows, modelClassCount: 5) == rows)
    }

    @Test("a NaN is never hidden by a larger number", arguments: [[0, 1], [1, 0]])
    func notANumber(outputs: [Int]) {
        let mapping = OutputMapping(outputs: [outputs], modelClassCount: 2)
        #expect(mapping.mapped([.nan, 7], modelClassCount: 2)[0].isNaN)
    }

    @Test("a model with another number of classes is refused")
    func refusal() {
        let error = EvaluationError.classCount(
            dataSet: "ImageNetR",
            wanted: "1000",
            model: "small",
            found: 10
        )
        #expect(throws: error) {
            try KnownDataSet.imageNetR.mapping.check(
                modelClassCount: 10,
                model: "small",
                dataSet: "ImageNetR"
            )
        }
        #expect(error.description == "small: classifies into 10 classes, but ImageNetR needs 1000")
        #expect(throws: Never.self) {
            try OutputMapping(modelClassCounts: 5...Int.max)
                .check(modelClassCount: 10, model: "small", dataSet: "mine")
        }
    }
}
