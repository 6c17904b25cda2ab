import Checkpoints
import Foundation
import SystemFiles
import Tensors
import TestSupport
import Testing

/// What is stored like a model and is none, and folders whose weights are elsewhere.
@Suite("What is not a model")
struct ForeignContentsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func inputs(_ name: String) throws {
        let path = folder.path("x.safetensors")
        try SafetensorsFixture.write(tensors: [(name, .u8, [1], [1])], to: path)
        _ = try Checkpoint.openInputs(
            base: path,
            models: [path],
            assembly: nil,
            reading: ReadingOptions()
        )
    }

    @Test(
        "adapters, quantised weights and optimisers are refused by name",
        arguments: [
            ("base_model.model.visual.proj.lora_A.weight", "LoRA"),
            ("a.lora_B.default.weight", "LoRA"), ("a.lora_down.weight", "LoRA"),
            ("a.qweight", "quantised"), ("a.weight.absmax", "quantised"),
            ("a.weight.quant_state.bitsandbytes__nf4", "quantised"), ("a.SCB", "quantised"),
            ("state.0.exp_avg_sq", "optimiser"),
        ]
    )
    func refused(_ name: String, _ what: String) {
        let error = #expect(throws: CheckpointError.self) { try inputs(name) }
        #expect(error?.code == .unsupported && error?.tensor == name)
        #expect(error?.message.contains(what) == true)
    }

    @Test(
        "names that only look similar are read",
        arguments: [
            "my_lora_A.weight", "qweight.scale", "exp_avg.weight", "a.scales", "SCB.x", "a",
        ]
    )
    func accepted(_ name: String) throws { try inputs(name) }

    @Test(
        "a folder says what it holds instead of weights",
        arguments: [
            (
                ["adapter_model.safetensors", "adapter_config.json"],
                "name it with its base, as BASE+"
            ),
            (["__0_0.distcp", ".metadata"], "dcp_to_torch_save"),
            (["model-00001-of-00002.safetensors"], "model.safetensors.index.json is missing"),
            (["pytorch_model-00001-of-00002.bin"], "pytorch_model.bin.index.json is missing"),
            (["epoch_10.pt"], "name the file in it: '"),
            (["epoch_9.pt", "epoch_10.pt"], "one of the 2 files in it, such as '"),
            (["notes.txt"], "looked for model.safetensors"), ([], "looked for model.safetensors"),
        ]
    )
    func folders(_ names: [String], _ text: String) throws {
        for name in names { try folder.write("x", as: name) }
        let error = #expect(throws: CheckpointError.self) { try Checkpoint.open(folder.path) }
        #expect(error?.code == .missing && error?.message.contains(text) == true, "\(error as Any)")
    }

    @Test("an entry of a Hugging Face cache leads to its snapshot")
    func cache() throws {
        let snapshot = folder.path("snapshots/0a1b")
        try FileManager.default.createDirectory(
            atPath: snapshot,
            withIntermediateDirectories: true
        )
        let error = #expect(throws: CheckpointError.self) { try Checkpoint.open(folder.path) }
        #expect(error?.message.contains("the model is in '\(snapshot)'") == true)
    }
}
