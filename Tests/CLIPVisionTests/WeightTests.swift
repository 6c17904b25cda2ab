import CLIPVision
import TestSupport
import Testing

@Suite("Weights of a vision tower")
struct WeightTests {
    private func refusal(of model: TinyModel, headCount: Int? = nil) throws -> VisionError? {
        let folder = try TemporaryFolder()
        let checkpoint = try model.checkpoint(in: folder)
        do {
            _ = try ImageClassifier(checkpoint, headCount: headCount)
            return nil
        } catch let error as VisionError { return error }
    }

    @Test(
        "every tensor that is missing is named",
        arguments: Array(TinyModel().tensors.keys.sorted())
    )
    func missing(name: String) throws {
        var model = TinyModel()
        model.tensors[name] = nil
        let error = try #require(try refusal(of: model))
        switch error {
        case .missingHead: #expect(name == "classification_head.weight")
        case .missingTensor(_, let tensor): #expect(tensor == name)
        default: Issue.record("\(error)")
        }
    }

    @Test("a tensor of another shape is named", arguments: ["visual.ln_pre.bias", "visual.proj"])
    func wrongShape(name: String) throws {
        var model = TinyModel()
        model.tensors[name] = ([63, 2], Array(repeating: 0, count: 126))
        guard case .wrongShape(_, let tensor, let shape, _) = try refusal(of: model) else {
            Issue.record("accepted")
            return
        }
        #expect(tensor == name && shape == [63, 2])
    }

    @Test func headsThatDoNotDivideTheWidth() throws {
        let error = try #require(try refusal(of: TinyModel(), headCount: 3))
        #expect(error.description.contains("3 heads do not divide a width of 64"))
    }

    @Test func positionsThatAreNoSquare() throws {
        var model = TinyModel()
        model.tensors["visual.positional_embedding"] = ([7, 64], Array(repeating: 0, count: 448))
        let error = try #require(try refusal(of: model))
        #expect(error.description.contains("7 rows of positional embedding"))
    }

    @Test func missingHeadSaysWhatIsNeeded() throws {
        var model = TinyModel()
        model.tensors["classification_head.weight"] = nil
        let error = try #require(try refusal(of: model))
        #expect(error.description.contains("--head FILE"))
    }
}
