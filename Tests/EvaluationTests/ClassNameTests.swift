import CLIPModels
import Evaluation
import Foundation
import TestSupport
import Testing

/// A model that takes every image for its second class.
private struct SecondClass: EvaluatedModel {
    let name = "second"
    let geometry = ImageGeometry(side: 4)
    let classNames: [String]?
    var classCount: Int { classNames?.count ?? 2 }

    func logits(of pixels: [UInt8], from first: Int) -> [Float] {
        let images = pixels.count / geometry.byteCount
        return (0..<images).flatMap { _ in (0..<classCount).map { $0 == 1 ? 1 : 0 } }
    }
}

@Suite("Folders and the names of a model's classes")
struct ClassNameTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A data set with so many images in each folder.
    private func dataSet(_ folders: [String: Int]) throws -> DataSet {
        let url = URL(fileURLWithPath: PillowFixture.folder + "/rgb.png")
        let bytes = Array(try Data(contentsOf: url))
        for (name, count) in folders {
            for index in 0..<count { try folder.write(bytes, as: "set/\(name)/\(index).png") }
        }
        return try DataSet(DataSetRequest(name: "mine", path: folder.path("set")))
    }

    private func correct(_ names: [String]?, _ set: DataSet) throws -> Int {
        let model = SecondClass(classNames: names)
        let evaluator = Evaluator([model], options: EvaluationOptions(threads: 1))
        return try evaluator.evaluate([set])[0].dataSets[0].accuracy.correct
    }

    @Test("apart from case the names decide, and the order where they are others")
    func names() throws {
        let set = try dataSet(["Cat": 1, "truck": 3])
        #expect(try correct(nil, set) == 3)
        #expect(try correct(["cat", "Truck"], set) == 3)
        #expect(try correct(["truck", "cat"], set) == 1)
        #expect(try correct(["LABEL_0", "LABEL_1"], set) == 3)
        #expect(try correct(["ship", "cat"], set) == 3)
        #expect(set.notes(for: SecondClass(classNames: ["truck", "cat"])).isEmpty)
        let note = try #require(set.notes(for: SecondClass(classNames: ["ship", "cat"])).first)
        #expect(
            note.contains("1 folder not called like a class of second") && note.contains("truck")
        )
    }

    @Test("folders that are numbers in another order are told")
    func numbers() throws {
        let set = try dataSet(["1": 1, "2": 1, "10": 1])
        #expect(set.notes.contains { $0.contains("their order is that of names, not of numbers") })
        let ordered = try TemporaryFolder()
        let bytes = try folder.bytes(of: "set/1/0.png")
        for name in ["01", "02", "10"] { try ordered.write(bytes, as: "set/\(name)/0.png") }
        let other = try DataSet(DataSetRequest(name: "mine", path: ordered.path("set")))
        #expect(other.notes.isEmpty)
    }
}
