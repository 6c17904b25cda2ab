import CLIPModels
import Checkpoints
import TestSupport
import Testing

/// Towers of width 128, two blocks, images of 8 pixels.
@Suite("What a checkpoint is, and who says so")
struct ModelDescriptionTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func describe(
        _ files: [String: String],
        isOpenCLIP: Bool = true,
        metadata: [String: String] = [:],
        choices: ModelChoices = ModelChoices()
    ) throws -> ModelDescription {
        let folder = try TemporaryFolder()
        try VisionTowerFixture.write(
            isOpenCLIP ? VisionTowerFixture.openAI() : VisionTowerFixture.huggingFace,
            metadata: metadata.mapValues {
                $0.replacing("\"", with: "\\\"").replacing("\n", with: " ")
            },
            to: folder.path("model.safetensors")
        )
        for (name, text) in files { try folder.write(text, as: name) }
        return try ModelDescription(of: .open(folder.path), choices: choices)
    }

    private func openCLIP(
        _ model: String = "",
        vision: String = "",
        preprocessing: String = "{}"
    ) -> [String: String] {
        [
            "open_clip_config.json":
                "{\"model_cfg\": {\(model)\"vision_cfg\": {\"layers\": 2\(vision)}}, "
                + "\"preprocess_cfg\": \(preprocessing)}"
        ]
    }

    private func source(_ name: ModelFact.Name, _ model: ModelDescription) -> String? {
        model.facts.first { $0.name == name }.map { "\($0.source)" }
    }

    @Test("each fact has its source: option, tensors, key, metadata, default, assumption")
    func sources() throws {
        let files = openCLIP("\"quick_gelu\": true, ", vision: ", \"pool_type\": \"avg\"")
        let model = try describe(files, metadata: ["stockpot.heads": "4"])
        #expect(source(.width, model) == "tensors")
        #expect(source(.heads, model)?.hasPrefix("stockpot.heads in ") == true)
        #expect(source(.activation, model) == "model_cfg.quick_gelu in open_clip_config.json")
        #expect(
            source(.pooling, model) == "model_cfg.vision_cfg.pool_type in open_clip_config.json"
        )
        #expect(source(.epsilon, model) == "default of open_clip_config.json")
        #expect(source(.mean, model) == "default of open_clip_config.json")
        #expect(model.notes.isEmpty)
        let ofTower = ModelFact.Name.allCases.filter { $0 != .textHeads }
        #expect(Set(model.facts.map(\.name)).isSuperset(of: ofTower))
        let chosen = try describe(files, choices: ModelChoices(activation: .gelu, headCount: 1))
        #expect(source(.activation, chosen) == "option" && source(.heads, chosen) == "option")
    }

    @Test("what nothing states is assumed and told")
    func assumptions() throws {
        let model = try describe([:])
        #expect(source(.activation, model) == "assumption" && source(.mean, model) == "assumption")
        let assumed = model.notes.compactMap { note -> ModelFact.Name? in
            if case .assumed(let fact) = note { fact.name } else { nil }
        }
        let unsaid: Set<ModelFact.Name> = [
            .activation, .heads, .epsilon, .pooling, .finalNorm, .resize, .interpolation, .crop,
            .rescale, .mean, .deviation,
        ]
        #expect(Set(assumed) == unsaid)
        let chosen = try describe([:], choices: ModelChoices(activation: .gelu, headCount: 2))
        #expect(chosen.notes.count == unsaid.count - 2 && chosen.activation == .gelu)
        #expect(
            !chosen.notes.contains { note in
                guard case .assumed(let fact) = note else { return true }
                return fact.name == .activation || fact.name == .heads
            }
        )
    }

    @Test("a key of the tower is read, has the one value that is implemented, or is told")
    func towerKeys() throws {
        for (refused, taken) in [
            ("\"attentional_pool\": true", "\"attentional_pool\": false"),
            ("\"no_ln_pre\": true", "\"no_ln_pre\": false"),
            ("\"act_kwargs\": {\"approximate\": \"tanh\"}", "\"act_kwargs\": {}"),
            ("\"qk_norm\": true", "\"qk_norm\": false"),
            ("\"timm_model_name\": \"resnet50\"", "\"timm_model_name\": null"),
            ("\"pool_type\": \"max\"", "\"pool_type\": \"tok\""),
            ("\"norm_kwargs\": {\"bias\": false}", "\"norm_kwargs\": {\"eps\": 1e-6}"),
            ("\"global_average_pool\": true", "\"patch_dropout\": 0.5"),
        ] {
            let key = refused.split(separator: "\"")[0]
            let error = #expect(throws: CheckpointError.self, "\(refused)") {
                try describe(openCLIP(vision: ", " + refused))
            }
            #expect(error?.message.contains(key) == true, "\(error as Any)")
            #expect(error?.message.contains("implemented") == true, "\(error as Any)")
            #expect(throws: Never.self) { try describe(openCLIP(vision: ", " + taken)) }
        }
        let model = try describe(openCLIP(vision: ", \"rotary\": true"))
        guard case .unknownKey(let key)? = model.notes.last else {
            Issue.record("an unknown key is not told")
            return
        }
        #expect(key.contains("open_clip_config.json: key 'model_cfg.vision_cfg.rotary'"))
    }

    @Test("a key of the preprocessing likewise")
    func preprocessingKeys() throws {
        for (refused, taken) in [
            ("\"resample\": 1", "\"resample\": 2"),
            ("\"do_convert_rgb\": false", "\"do_convert_rgb\": true"),
            ("\"image_processor_type\": \"ViTImageProcessor\"", "\"processor_class\": \"X\""),
            ("\"crop_size\": 9", "\"crop_size\": 8"), ("\"do_pad\": true", "\"do_pad\": false"),
            ("\"image_std\": [1, 0, 1]", "\"image_std\": [1, 2, 1]"),
        ] {
            let error = #expect(throws: CheckpointError.self, "\(refused)") {
                try describe(["preprocessor_config.json": "{\(refused)}"], isOpenCLIP: false)
            }
            #expect(error?.path.hasSuffix("preprocessor_config.json") == true)
            let files = ["preprocessor_config.json": "{\(taken)}"]
            #expect(throws: Never.self) { try describe(files, isOpenCLIP: false) }
        }
        let error = #expect(throws: CheckpointError.self) {
            try describe(openCLIP(preprocessing: "{\"interpolation\": \"random\"}"))
        }
        #expect(error?.message.contains("implemented: bilinear, bicubic") == true)
        let told = try describe(
            ["preprocessor_config.json": "{\"crop_pct\": 0.9}"],
            isOpenCLIP: false
        )
        #expect(told.notes.contains { if case .unknownKey = $0 { true } else { false } })
    }

    @Test("transformers 5 keeps the preprocessing within another file")
    func nested() throws {
        let text = "{\"image_processor\": {\"do_normalize\": false}, \"processor_class\": \"X\"}"
        let model = try describe(["processor_config.json": text], isOpenCLIP: false)
        #expect(model.preprocessing.normalisation.means == [0, 0, 0])
        #expect(source(.mean, model) == "image_processor.do_normalize in processor_config.json")
    }

    @Test("a copy without the configuration is the same model, by its metadata")
    func metadata() throws {
        for (files, isOpenCLIP) in [
            (
                openCLIP(
                    "\"quick_gelu\": true, ",
                    vision: ", \"head_width\": 32, \"pool_type\": \"avg\", "
                        + "\"final_ln_after_pool\": true, \"norm_kwargs\": {\"eps\": 0.5}",
                    preprocessing: "{\"mean\": [0.5, 0.25, 0.125], \"resize_mode\": \"longest\", "
                        + "\"fill_color\": 7}"
                ), true
            ),
            (
                [
                    "config.json": "{\"hidden_act\": \"gelu\", \"num_attention_heads\": 4}",
                    "preprocessor_config.json":
                        "{\"do_rescale\": false, \"size\": 9, \"resample\": 2}",
                ], false
            ),
        ] as [([String: String], Bool)] {
            let source = try TemporaryFolder()
            try VisionTowerFixture.write(
                isOpenCLIP ? VisionTowerFixture.openAI() : VisionTowerFixture.huggingFace,
                metadata: [:],
                to: source.path("model.safetensors")
            )
            for (name, text) in files { try source.write(text, as: name) }
            let checkpoint = try Checkpoint.open(source.path)
            let model = try ModelDescription(of: checkpoint)
            let copy = try describe(
                [:],
                isOpenCLIP: isOpenCLIP,
                metadata: checkpoint.visionMetadata().entries
                    .reduce(into: [:]) { $0[$1.name] = $1.text }
            )
            #expect(copy.architecture == model.architecture)
            #expect(copy.activation == model.activation)
            #expect(copy.preprocessing == model.preprocessing)
            #expect(copy.notes.isEmpty)
        }
    }
}

@Suite("The type that a configuration states")
struct StatedElementTypeTests {
    @Test("is replaced where it is another, in the form in which it is written")
    func replaced() {
        for (text, expected) in [
            (
                "{\"torch_dtype\": \"float32\", \"a\": 1}",
                "{\"torch_dtype\": \"float16\", \"a\": 1}"
            ),
            ("{\"dtype\": \"torch.float32\"}", "{\"dtype\": \"torch.float16\"}"),
            (
                "{\"vision_config\": {\"dtype\": \"bfloat16\"}, \"dtype\": \"float32\"}",
                "{\"vision_config\": {\"dtype\": \"float16\"}, \"dtype\": \"float16\"}"
            ), ("{\"dtype\": \"float16\"}", nil), ("{\"dtype\": null}", nil), ("{\"dtype\"", nil),
            ("{}", nil),
        ] as [(String, String?)] {
            let found = StatedElementType.replaced(in: Array(text.utf8), by: "float16")
            #expect(found.map { String(decoding: $0, as: UTF8.self) } == expected, "\(text)")
        }
    }
}
