import CLIPModels
import CLIPVision
import Checkpoints
import Evaluation
import Foundation
import Images
import TestSupport
import Testing

/// Each case of `Fixtures/make_fixtures.py`, against what open_clip and transformers computed.
@Suite("The same as open_clip and transformers")
struct VariantTests {
    struct Case {
        let name: String
        let weights: String
        let files: [String: Any]
        let imageSize: Int?
    }

    static let fixtures = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().appendingPathComponent("Fixtures").path

    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static func cases() throws -> [Case] {
        let data = try Data(contentsOf: URL(fileURLWithPath: fixtures + "/cases.json"))
        let cases = try #require(
            JSONSerialization.jsonObject(with: data) as? [String: [String: Any]]
        )
        return try cases.sorted { $0.key < $1.key }.map { name, value in
            Case(
                name: name,
                weights: try #require(value["weights"] as? String),
                files: try #require(value["files"] as? [String: Any]),
                imageSize: value["image_size"] as? Int
            )
        }
    }

    private static func images() throws -> [PixelImage] {
        let names = ["wide", "tall", "small", "square", "grey"]
        return try names.map { name in
            let path = fixtures + "/images/\(name).png"
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
            return try ImageDecoder().decode(bytes, path: path)
        }
    }

    private func classifier(_ model: Case) throws -> ImageClassifier {
        let path = folder.path(model.name)
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true
        )
        try FileManager.default.copyItem(
            atPath: Self.fixtures + "/weights/\(model.weights).safetensors",
            toPath: path + "/model.safetensors"
        )
        for (name, content) in model.files {
            try JSONSerialization.data(withJSONObject: content)
                .write(to: URL(fileURLWithPath: path + "/" + name))
        }
        let checkpoint = try Checkpoint.open(path)
        return try ImageClassifier(
            checkpoint,
            configuredBy: checkpoint,
            imageSize: model.imageSize
        )
    }

    /// Both sides compute in f32.
    ///
    /// A tower of two blocks rounds some hundred times on the way; 1e-5 of the vector's length is
    /// the bound that the naive forward pass is held to as well.
    @Test("pixels are the same bytes, features and logits agree to 1e-5")
    func cases() throws {
        let expected = try Checkpoint.open(Self.fixtures + "/expected.safetensors")
        let images = try Self.images()
        let cases = try Self.cases()
        #expect(cases.count == 23)
        for model in cases {
            let classifier = try classifier(model)
            let geometry = classifier.preprocessing.geometry
            let pixels = try images.flatMap { try geometry.pixels(of: $0) }
            if let tensor = expected[model.name + ".pixels"] {
                #expect(try pixels == expected.bytes(of: tensor), "\(model.name)")
            }
            let found = try classifier.classify(pixels, keepsFeatures: true)
            for (values, kind) in [(found.features, "features"), (found.logits, "logits")] {
                let tensor = try #require(expected["\(model.name).\(kind)"])
                let wanted: [Float] = try expected.values(of: tensor)
                #expect(distance(values, wanted) < 1e-5, "\(model.name): \(kind)")
            }
        }
    }

    private func distance(_ x: [Float], _ y: [Float]) -> Double {
        guard x.count == y.count else { return .infinity }
        let difference = zip(x, y).reduce(0) { sum, pair in
            let gap = Double(pair.0) - Double(pair.1)
            return sum + gap * gap
        }
        return (difference / y.reduce(0) { $0 + Double($1) * Double($1) }).squareRoot()
    }
}
