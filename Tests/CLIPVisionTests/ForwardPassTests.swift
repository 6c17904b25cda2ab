import CLIPModels
import CLIPVision
import Checkpoints
import LinearAlgebra
import ReferenceVision
import Tensors
import TestSupport
import Testing

@Suite("The forward pass")
struct ForwardPassTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func classifier(
        _ model: TinyModel = TinyModel(),
        _ activation: ActivationFunction = .quickGELU
    ) throws -> ImageClassifier {
        try ImageClassifier(
            model.checkpoint(in: folder),
            activation: activation,
            headCount: model.headCount
        )
    }

    @Test(
        "logits and features agree with the naive forward to 1e-5",
        arguments: [1, 4],
        [(ActivationFunction.quickGELU, ReferenceActivation.quickGELU), (.gelu, .gelu)]
    )
    func againstReference(heads: Int, activations: (ActivationFunction, ReferenceActivation)) throws
    {
        let model = TinyModel(headCount: heads)
        let pixels = TinyModel.pixels(3)
        let result = try classifier(model, activations.0).classify(pixels, keepsFeatures: true)
        for image in 0..<3 {
            let bytes = TinyModel.imageBytes
            let expected = model.reference(
                Array(pixels[image * bytes..<(image + 1) * bytes]),
                activations.1
            )
            let logits = result.logits[image * TinyModel.classes..<(image + 1) * TinyModel.classes]
            let outputs = image * TinyModel.outputs..<(image + 1) * TinyModel.outputs
            #expect(distance(Array(logits), expected.logits) < 1e-5)
            #expect(distance(Array(result.features[outputs]), expected.features) < 1e-5)
        }
    }

    @Test("QuickGELU and GELU are not mixed up")
    func activations() throws {
        let pixels = TinyModel.pixels(1)
        let quick = try classifier().classify(pixels).logits
        let exact = try classifier(TinyModel(), .gelu).classify(pixels).logits
        #expect(distance(quick, exact.map(Double.init)) > 1e-3)
    }

    @Test("any batch gives the bits of all together")
    func batches() throws {
        let classifier = try classifier()
        let (count, bytes) = (70, TinyModel.imageBytes)
        let pixels = TinyModel.pixels(count)
        let whole = try classifier.classify(pixels)
        for range in [0..<1, 5..<6, 66..<67, 63..<70, 0..<7, 31..<64] {
            let part = pixels[range.lowerBound * bytes..<range.upperBound * bytes]
            let logits = try classifier.classify(Array(part), from: range.lowerBound).logits
            let classes = TinyModel.classes
            let expected = whole.logits[range.lowerBound * classes..<range.upperBound * classes]
            #expect(logits == Array(expected), "images \(range)")
        }
    }

    @Test("any number of threads gives the same bits", arguments: [2, 3])
    func threads(count: Int) throws {
        let classifier = try classifier()
        let pixels = TinyModel.pixels(130)
        let alone = try classifier.classify(pixels, keepsFeatures: true)
        #expect(try classifier.classify(pixels, threads: count, keepsFeatures: true) == alone)
        #expect(Set(alone.logits).count > 600)
    }

    @Test func noImages() throws {
        let result = try classifier().classify([])
        #expect(result.logits.isEmpty && result.predictions.isEmpty)
    }

    @Test("the first of equal logits wins")
    func ties() throws {
        var model = TinyModel()
        let count = TinyModel.classes * TinyModel.outputs
        model.tensors["classification_head.weight"]?.values = Array(repeating: 0, count: count)
        model.tensors["classification_head.bias"]?.values = [1, 3, 2, 3, 3]
        #expect(try classifier(model).classify(TinyModel.pixels(2)).predictions == [1, 1])
    }

    @Test("Hugging Face's names, q, k and v apart, give the same bits")
    func dialects() throws {
        let model = TinyModel()
        let own = try classifier(model).classify(TinyModel.pixels(2), keepsFeatures: true)
        let other = try classifier(model.inHuggingFacesDialect)
        #expect(try other.classify(TinyModel.pixels(2), keepsFeatures: true) == own)
    }

    @Test("a zero-shot head replaces the model's own")
    func zeroShot() throws {
        var model = TinyModel()
        let weight = try #require(model.tensors["classification_head.weight"])
        let zeros = Array(repeating: Float(0), count: TinyModel.classes)
        model.tensors["classification_head.bias"]?.values = zeros
        let own = try classifier(model).classify(TinyModel.pixels(2))
        let path = folder.path("head.safetensors")
        try SafetensorsFixture.write(
            tensors: [("weight", .f32, weight.shape, SafetensorsFixture.bytes(weight.values))],
            to: path
        )
        model.tensors["classification_head.weight"] = nil
        model.tensors["classification_head.bias"] = nil
        let other = try ImageClassifier(
            model.checkpoint(in: folder),
            head: Checkpoint.open(path),
            headCount: 1
        )
        #expect(try other.classify(TinyModel.pixels(2)) == own)
    }

    @Test("a head in a file of its own may have biases, under any prefix")
    func headWithBiases() throws {
        let model = TinyModel()
        let own = try classifier(model).classify(TinyModel.pixels(2))
        let path = folder.path("head.safetensors")
        for prefix in ["", "classification_head.", "module.fc."] {
            try write(["weight", "bias"].map { (prefix + $0, "classification_head." + $0) }, path)
            let other = try ImageClassifier(
                model.checkpoint(in: folder),
                head: Checkpoint.open(path),
                headCount: 1
            )
            #expect(try other.classify(TinyModel.pixels(2)) == own)
        }
    }

    @Test("what is not a head says what it should be, and how open_clip stores one")
    func badHeads() throws {
        let path = folder.path("head.safetensors")
        let (weight, bias) = ("classification_head.weight", "classification_head.bias")
        let transposed = Array(repeating: Float(0), count: 8 * 5)
        try SafetensorsFixture.write(
            tensors: [("w", .f32, [8, 5], SafetensorsFixture.bytes(transposed))],
            to: path
        )
        #expect(
            try refusal(path)
                == "tensor 'w' has the shape [8, 5], expected [classes, 8]; open_clip stores heads "
                + "transposed: transpose it"
        )
        try write([("a.weight", bias)], path)
        #expect(try refusal(path) == "tensor 'a.weight' has the shape [5], expected [classes, 8]")
        try write([("a.weight", weight), ("a.bias", weight)], path)
        #expect(try refusal(path) == "tensor 'a.bias' has the shape [5, 8], expected [5]")
        try write([("a.weight", weight), ("b", bias)], path)
        #expect(try refusal(path).hasPrefix("holds 2 tensors; a head is one matrix"))
    }

    /// Writes tensors of the tiny model under other names.
    private func write(_ names: [(new: String, old: String)], _ path: String) throws {
        let tensors = TinyModel().tensors
        try SafetensorsFixture.write(
            tensors: names.compactMap { new, old in
                tensors[old].map { (new, .f32, $0.shape, SafetensorsFixture.bytes($0.values)) }
            },
            to: path
        )
    }

    /// What is said of a head, behind its path.
    private func refusal(_ path: String) throws -> String {
        let checkpoint = try TinyModel().checkpoint(in: folder)
        let error = #expect(throws: VisionError.self) {
            try ImageClassifier(checkpoint, head: Checkpoint.open(path), headCount: 1)
        }
        return String(error?.description.dropFirst(path.count + 2) ?? "")
    }

    /// The distance of two vectors relative to the second one's length.
    private func distance(_ x: [Float], _ y: [Double]) -> Double {
        let difference = zip(x, y).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
        return (difference / y.reduce(0) { $0 + $1 * $1 }).squareRoot()
    }
}
