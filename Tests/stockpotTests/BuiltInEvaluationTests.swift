import Foundation
import Tensors
import TestSupport
import Testing

/// Models that are run by the program itself: those of the example that ships.
@Suite("Curves and soups measured here")
struct BuiltInEvaluationTests {
    private let folder: TemporaryFolder
    private let models = ExampleModels.folder

    init() throws {
        folder = try TemporaryFolder()
        _ = try run("draw --set clean --count 60 -o clean.safetensors")
    }

    private func run(_ command: String) throws -> String {
        let outcome = try CommandLineProgram.run(command, in: folder.path)
        try #require(outcome.status == 0, "\(command): \(outcome.errors)")
        return outcome.output
    }

    /// The fractions behind a key in JSON.
    private func fractions(_ key: String, in text: String) throws -> [Double] {
        try text.matches(of: Regex("\"\(key)\" ?: (0[.][0-9]+)")).map {
            try #require($0[1].substring.flatMap { Double($0) })
        }
    }

    @Test("a point in memory scores what its file scores")
    func pointsInMemory() throws {
        let inputs = "--base \(models)/base \(models)/model_2"
        let curve = try run(
            "wise-ft \(inputs) --alphas 0,0.5 --data clean=clean.safetensors --limit 40 --json"
        )
        _ = try run("merge \(inputs) --method wise_ft --set alpha=0.5 -o half")
        _ = try run(
            "evaluate \(models)/base half --data clean=clean.safetensors --limit 40 --jsonl r.jsonl"
        )
        let rows = String(decoding: try folder.bytes(of: "r.jsonl"), as: UTF8.self)
        let scores = try fractions("clean", in: curve)
        #expect(try scores.count == 2 && scores == fractions("clean", in: rows))
        // Of 40 images, not of 60.
        #expect(scores.allSatisfy { ($0 * 40).rounded() == $0 * 40 })
        #expect(scores[0] < scores[1])
    }

    @Test("a greedy soup scores on held-out images what its file scores")
    func greedySoup() throws {
        let report = try run(
            "soup greedy \(models)/model_0 \(models)/model_1 -o soup --json --limit 30 "
                + "--held-out clean.safetensors --held-out-name clean"
        )
        _ = try run("evaluate soup --data clean=clean.safetensors --limit 30 --jsonl r.jsonl")
        let rows = String(decoding: try folder.bytes(of: "r.jsonl"), as: UTF8.self)
        #expect(try fractions("held_out", in: report).first == fractions("clean", in: rows).first)
    }

    @Test("a data set that is not there ends a soup before anything is measured")
    func missingDataSet() throws {
        let command =
            "soup greedy \(models)/model_0 \(models)/model_1 -o soup "
            + "--held-out clean.safetensors --data clean=nope --log log.jsonl"
        let outcome = try CommandLineProgram.run(command, in: folder.path)
        #expect(outcome.status == 66 && outcome.output.isEmpty)
        #expect(outcome.errors.contains("nope"))
        #expect(try folder.names() == ["clean.safetensors"])
    }

    @Test("images that are converted before they are resized are counted and named")
    func convertedImages() throws {
        let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../ImagesTests/Fixtures").standardized.path
        for index in 0..<10 {
            let name = ["rgba.png", "palette.png"][index % 2]
            let bytes = Array(try Data(contentsOf: URL(filePath: fixtures + "/" + name)))
            try folder.write(bytes, as: "set/\(index)/\(name)")
        }
        let outcome = try CommandLineProgram.run(
            "evaluate \(models)/base --data mine=set --limit 4",
            in: folder.path
        )
        #expect(outcome.status == 0)
        #expect(
            outcome.errors
                == "warning: mine: 4 images with a palette, with alpha, of 1 or of 16 bits, converted "
                + "before resizing: set/0/rgba.png, set/2/rgba.png, set/5/palette.png, ...\n"
        )
        let record = try run("evaluate \(models)/base --data mine=set --limit 4 --json --quiet")
        #expect(record.contains(#""converted": ["set/0/rgba.png", "set/2/rgba.png", "set/5/p"#))
    }

    @Test("without all of ImageNet's shifts there is no average, and the table says why")
    func missingShifts() throws {
        try SafetensorsFixture.write(
            tensors: [("head", .f32, [1000, 64], Array(repeating: 0, count: 256_000))],
            to: folder.path("head.safetensors")
        )
        let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../ImagesTests/Fixtures").standardized.path
        let bytes = Array(try Data(contentsOf: URL(filePath: fixtures + "/rgb.png")))
        try folder.write(bytes, as: "v2/7/a.png")
        try folder.write(bytes, as: "i/n01440764/a.png")
        let head = "--head head.safetensors --quiet --data"
        let text = try run("evaluate \(models)/base \(head) ImageNet=i --data ImageNetV2=v2")
        let reason =
            "no average over the shifts without ImageNetSketch, ImageNetR, ObjectNet, ImageNetA"
        #expect(text.contains(reason), "\(text)")
        let curve = "wise-ft --base \(models)/base \(models)/base --alphas 0"
        #expect(try run("\(curve) \(head) ImageNet=i --data ImageNetV2=v2").contains(reason))
    }

    @Test("an image size that patches fill is taken, another refused")
    func imageSize() throws {
        let command = "evaluate \(models)/base --data clean=clean.safetensors --limit 1"
        #expect(try run(command + " --image-size 32").contains("clean"))
        #expect(try run(command + " --image-size 64").contains("clean"))
        let outcome = try CommandLineProgram.run(command + " --image-size 36", in: folder.path)
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("patches of 8 pixels do not fill images of 36"))
    }

    @Test("ways of reading that an evaluator cannot follow, and labels of no data set")
    func readingRefused() throws {
        let curve = "wise-ft --base b m --data clean=c"
        for (options, message) in [
            ("--evaluator x --limit 2", "with --evaluator the program reads them"),
            ("--labels other=l", "--labels other: there is no data set"),
            ("--data clean=d", "--data clean: the name occurs twice"),
        ] {
            let outcome = try CommandLineProgram.run("\(curve) \(options)", in: folder.path)
            #expect(outcome.status == 64)
            #expect(outcome.errors.contains(message), "\(outcome.errors)")
        }
    }
}
