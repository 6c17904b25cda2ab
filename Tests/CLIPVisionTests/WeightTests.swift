import CLIPVision
import Checkpoints
import TestSupport
import Testing

@Suite("Weights of a vision tower")
struct WeightTests {
    private func refusal<Failure: Error & CustomStringConvertible>(
        of model: TinyModel,
        headCount: Int? = nil,
        as type: Failure.Type = CheckpointError.self
    ) throws -> Failure {
        let folder = try TemporaryFolder()
        let checkpoint = try model.checkpoint(in: folder)
        return try #require(
            throws: type,
            performing: { try ImageClassifier(checkpoint, headCount: headCount) }
        )
    }

    @Test(
        "every tensor that is missing is named",
        arguments: TinyModel().tensors.keys.filter { $0.hasPrefix("visual.") }.sorted()
    )
    func missing(name: String) throws {
        var model = TinyModel()
        model.tensors[name] = nil
        let error = try refusal(of: model)
        #expect(error.tensor == name && error.message.contains("is missing"))
    }

    @Test("a part of a head that is missing is named")
    func missingHead() throws {
        var model = TinyModel()
        model.tensors["classification_head.bias"] = nil
        let bias = try refusal(of: model, as: VisionError.self)
        #expect(bias.description.contains("'classification_head.bias' is missing"))
        model.tensors["classification_head.weight"] = nil
        let head = try refusal(of: model, as: VisionError.self)
        #expect(head.description.contains("name a file with a zero-shot head"))
    }

    @Test("a tensor of another shape is named", arguments: ["visual.ln_pre.bias", "visual.proj"])
    func wrongShape(name: String) throws {
        var model = TinyModel()
        model.tensors[name] = ([63, 2], Array(repeating: 0, count: 126))
        let error = try refusal(of: model)
        #expect(error.tensor == name && error.message.contains("[63, 2]"))
    }

    @Test func headsThatDoNotDivideTheWidth() throws {
        let error = try refusal(of: TinyModel(), headCount: 3)
        #expect(error.message.contains("3 attention heads do not divide the width of 64"))
    }

    @Test func positionsThatAreNoSquare() throws {
        var model = TinyModel()
        model.tensors["visual.positional_embedding"] = ([7, 64], Array(repeating: 0, count: 448))
        let error = try refusal(of: model)
        #expect(error.message.contains("its 7 rows are not a class token and a square"))
    }
}
