import Checkpoints
import MergeEngine
import Merging
import Tensors
import TestSupport
import Testing

@Suite("Inputs of one merge are models of one kind")
struct InputAgreementTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Writes a tower with a configuration; nil writes none.
    private func model(_ name: String, _ configuration: String?) throws -> String {
        try folder.write("", as: name + "/empty")
        try SafetensorsFixture.write(
            tensors: VisionTowerFixture.openAI().map {
                ($0.name, .f32, $0.shape, Array(repeating: 0, count: $0.shape.reduce(4, *)))
            },
            to: folder.path(name + "/model.safetensors")
        )
        if let configuration {
            try folder.write(configuration, as: name + "/open_clip_config.json")
        }
        return folder.path(name)
    }

    private func text(_ isQuick: Bool, mean: String = "0.5") -> String {
        "{\"model_cfg\": {\"quick_gelu\": \(isQuick), \"vision_cfg\": {\"image_size\": 8}}, "
            + "\"preprocess_cfg\": {\"mean\": \(mean)}}"
    }

    private func plan(_ paths: [String]) throws -> MergePlan {
        let request = MergeRequest(base: nil, models: paths, Method(.average))
        return try MergePlan(request, options: ExecutionOptions(threads: 1))
    }

    @Test("different activations are an error that names both, in either order")
    func activation() throws {
        let paths = try [model("a", text(true)), model("b", text(false))]
        for paths in [paths, paths.reversed()] {
            let error = #expect(throws: MergeError.self) { try plan(paths) }
            let message = error.map { "\($0)" } ?? ""
            #expect(message.contains("activation is"), "\(message)")
            #expect(paths.allSatisfy(message.contains))
        }
        #expect(throws: Never.self) { try plan([paths[0], model("c", text(true))]) }
    }

    @Test("different preprocessing is told, and equal preprocessing is not")
    func preprocessing() throws {
        let first = try model("a", text(true))
        let warnings = try plan([first, model("b", text(true, mean: "0.25"))]).warnings
        #expect(warnings.contains { $0.contains("mean is 0.25") && $0.contains("0.5") })
        #expect(try plan([first, model("c", text(true))]).warnings.isEmpty)
    }

    @Test("what one input says holds for those that say nothing, and what is broken says nothing")
    func silence() throws {
        let bare = try model("a", nil)
        let told = try model("b", text(false))
        let broken = try model("c", "{")
        for (number, paths) in [[bare, told], [told, bare], [broken, told]].enumerated() {
            let output = folder.path("out_\(number).safetensors")
            _ = try plan(paths).merge(into: output)
            #expect(try Checkpoint.open(output).metadata["stockpot.activation"] == "gelu")
        }
    }
}
