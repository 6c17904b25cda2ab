import CLIPModels
import CheckpointConversion
import Checkpoints
import MergeEngine
import Merging
import TestSupport
import Testing

@Suite("Real checkpoints", .enabled(if: RealData.holds("hf/pretrained"), "no cifar10-vit folder"))
struct RealConversionTests {
    private let fixture: ConversionFixture

    init() throws { fixture = try ConversionFixture() }

    @Test(
        "open_clip files and Hugging Face folders hold the same tensors",
        arguments: ["pretrained", "model_0", "model_1", "model_2"]
    )
    func same(_ name: String) throws {
        let (openCLIP, huggingFace) = ("openclip/\(name).pt", "hf/\(name)")
        try expect(huggingFace, becomes: openCLIP, .openAI)
        try expect(openCLIP, becomes: huggingFace, .huggingFace)
    }

    private func expect(_ source: String, becomes other: String, _ dialect: Dialect) throws {
        let output = dialect == .openAI ? "open" : "face"
        let path = try fixture.convert(RealData.folder + "/" + source, to: output, dialect)
        let contents = try ConversionFixture.contents(of: path)
        #expect(try contents == ConversionFixture.contents(of: RealData.folder + "/" + other))
        let sizes = try VisionArchitecture(of: Checkpoint.open(path))
        #expect(try sizes == VisionArchitecture(of: .open(RealData.folder + "/" + other)))
        #expect(sizes.headCount == 4 && sizes.activation == .gelu && sizes.classCount == 10)
    }

    @Test("open_clip files and converted Hugging Face folders merge to the same bits")
    func merges() throws {
        let names = ["pretrained", "model_0", "model_1"]
        let files = names.map { RealData.folder + "/openclip/\($0).pt" }
        let folders = try names.map {
            try fixture.convert(RealData.folder + "/hf/" + $0, to: $0, .openAI)
        }
        let merges = try [files, folders].enumerated().map { number, inputs in
            let request = MergeRequest(
                Recipe(.modelStock, base: inputs[0], models: Array(inputs[1...]))
            )
            let output = fixture.folder.path("merged-\(number).safetensors")
            let plan = try MergePlan(request, options: ExecutionOptions(threads: 2))
            _ = try plan.merge(into: output)
            return try ConversionFixture.contents(of: output)
        }
        #expect(merges[0] == merges[1] && merges[0].count == 58)
    }
}
