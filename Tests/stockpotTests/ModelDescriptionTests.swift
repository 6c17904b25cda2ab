import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

/// What was once ignored in silence.
///
/// Of 400 images 237 are right with the model as it is. The other numbers are those of open_clip and
/// transformers.
@Suite(
    "Nothing that a configuration says is ignored",
    .enabled(if: RealData.holds("images/clean"), "the CIFAR-10 checkpoints are not there"),
    .enabled(
        if: CommandLineProgram.optimisedURL != nil,
        "needs an optimised program of these sources; make build"
    )
)
struct ConfiguredAccuracyTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(_ value: Any, _ name: String) throws {
        try folder.write(Array(try JSONSerialization.data(withJSONObject: value)), as: name)
    }

    private func configuration(
        vision: [String: Any] = [:],
        preprocessing: [String: Any] = [:]
    ) -> [String: Any] {
        let tower: [String: Any] = [
            "image_size": 32, "layers": 4, "width": 96, "head_width": 24, "patch_size": 4,
        ]
        return [
            "model_cfg": [
                "embed_dim": 64, "vision_cfg": tower.merging(vision) { _, new in new },
            ],
            "preprocess_cfg": preprocessing,
        ]
    }

    private func correct(_ model: String) throws -> Int {
        let outcome = try CommandLineProgram.run(
            [
                "evaluate", folder.path(model), "--data", "clean=\(RealData.folder)/images/clean",
                "--json", "--quiet",
            ]
        )
        try #require(outcome.status == 0, "\(outcome.errors)")
        let match = try #require(try Regex("\"correct\": ([0-9]+)").firstMatch(in: outcome.output))
        return try #require(match[1].substring.flatMap { Int($0) })
    }

    @Test("mean and deviation, pooling, epsilon, nothing")
    func openCLIP() throws {
        let half: [String: Any] = ["mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]]
        for (name, file, expected) in [
            ("plain", configuration(), 237),
            ("mean", configuration(preprocessing: half), 169),
            ("pool", configuration(vision: ["pool_type": "avg"]), 116),
            ("epsilon", configuration(vision: ["norm_kwargs": ["eps": 0.1]]), 211),
        ] {
            let bytes = Array(
                try Data(contentsOf: URL(filePath: RealData.folder + "/openclip/model_0.pt"))
            )
            try folder.write(bytes, as: name + "/model.pt")
            try write(file, name + "/open_clip_config.json")
            #expect(try correct(name + "/model.pt") == expected, "\(name)")
        }
    }

    @Test("LayerScale of 0.001")
    func layerScale() throws {
        let stored = try Checkpoint.open(RealData.folder + "/openclip/model_0.pt")
        var tensors = try stored.tensors.map {
            ($0.name, ElementType.f32, $0.shape.dimensions, try stored.bytes(of: $0))
        }
        for block in 0..<4 {
            for scale in ["ls_1", "ls_2"] {
                let bytes = SafetensorsFixture.bytes([Float](repeating: 1e-3, count: 96))
                let name = "model.visual.transformer.resblocks.\(block).\(scale).gamma"
                tensors.append((name, .f32, [96], bytes))
            }
        }
        try folder.write("", as: "scaled/x")
        try SafetensorsFixture.write(
            tensors: tensors,
            to: folder.path("scaled/model.safetensors")
        )
        try write(configuration(), "scaled/open_clip_config.json")
        #expect(try correct("scaled") == 40)
    }

    @Test("do_normalize false")
    func notNormalised() throws {
        let source = RealData.folder + "/hf/model_0"
        for name in ["model.safetensors", "config.json", "preprocessor_config.json"] {
            let data = try Data(contentsOf: URL(filePath: source + "/" + name))
            try folder.write(Array(data), as: "hf/" + name)
        }
        #expect(try correct("hf") == 237)
        let path = URL(filePath: folder.path("hf/preprocessor_config.json"))
        var said = try #require(
            JSONSerialization.jsonObject(with: try Data(contentsOf: path)) as? [String: Any]
        )
        said["do_normalize"] = false
        try write(said, "hf/preprocessor_config.json")
        #expect(try correct("hf") == 96)
    }
}
