import CLIPModels
import Testing

@Suite("The key map")
struct KeyMapTests {
    private static let pairs: [(String, [String], KeyCorrespondence.Form)] = [
        ("visual.class_embedding", ["vision_model.embeddings.class_embedding"], .same),
        ("visual.conv1.weight", ["vision_model.embeddings.patch_embedding.weight"], .same),
        (
            "visual.positional_embedding",
            ["vision_model.embeddings.position_embedding.weight"], .same
        ),
        ("visual.ln_pre.weight", ["vision_model.pre_layrnorm.weight"], .same),
        ("visual.ln_post.bias", ["vision_model.post_layernorm.bias"], .same),
        ("visual.proj", ["visual_projection.weight"], .transposed),
        ("positional_embedding", ["text_model.embeddings.position_embedding.weight"], .same),
        ("token_embedding.weight", ["text_model.embeddings.token_embedding.weight"], .same),
        ("ln_final.weight", ["text_model.final_layer_norm.weight"], .same),
        ("text_projection", ["text_projection.weight"], .transposed),
        ("logit_scale", ["logit_scale"], .same),
        (
            "visual.transformer.resblocks.0.ln_1.weight",
            ["vision_model.encoder.layers.0.layer_norm1.weight"], .same
        ),
        (
            "visual.transformer.resblocks.11.attn.in_proj_weight",
            ["q", "k", "v"].map { "vision_model.encoder.layers.11.self_attn.\($0)_proj.weight" },
            .thirds
        ),
        (
            "transformer.resblocks.7.attn.in_proj_bias",
            ["q", "k", "v"].map { "text_model.encoder.layers.7.self_attn.\($0)_proj.bias" },
            .thirds
        ),
        (
            "transformer.resblocks.7.attn.out_proj.bias",
            ["text_model.encoder.layers.7.self_attn.out_proj.bias"], .same
        ),
        (
            "visual.transformer.resblocks.3.ln_2.bias",
            ["vision_model.encoder.layers.3.layer_norm2.bias"], .same
        ),
        (
            "visual.transformer.resblocks.3.mlp.c_fc.weight",
            ["vision_model.encoder.layers.3.mlp.fc1.weight"], .same
        ),
        (
            "visual.transformer.resblocks.3.mlp.c_proj.bias",
            ["vision_model.encoder.layers.3.mlp.fc2.bias"], .same
        ),
    ]

    @Test(arguments: pairs)
    func leadsBothWays(
        _ openAI: String,
        _ huggingFace: [String],
        _ form: KeyCorrespondence.Form
    ) throws {
        let found = try #require(KeyMap.correspondence(of: openAI, in: .openAI))
        #expect(found.openAI == openAI)
        #expect(found.huggingFace == huggingFace)
        #expect(found.form == form)
        for name in huggingFace {
            #expect(KeyMap.correspondence(of: name, in: .huggingFace) == found)
        }
    }

    @Test(arguments: [
        "visual.transformer.resblocks.01.ln_1.weight", "visual.transformer.resblocks..ln_1.weight",
        "visual.transformer.resblocks.#.ln_1.weight", "visual.transformer.resblocks.0.ln_1.gamma",
        "visual.transformer.resblocks.0.1.ln_1.weight", "visual.ln_pre.*", "visual.proj.weight",
        "visual.transformer.resblocks.-1.ln_1.weight", "visual.conv1.bias", "", "logit_bias",
        "visual.transformer.resblocks.1234567890.ln_1.weight",
        "vision_model.embeddings.class_embedding",
    ])
    func otherNamesHaveNoCounterpart(_ name: String) {
        #expect(KeyMap.correspondence(of: name, in: .openAI) == nil)
    }

    @Test("the vision tower of transformers 5, without vision_model.")
    func visionAlone() throws {
        let naming = TensorNaming.recognise(names: ["a.embeddings.class_embedding"])
        let bare = TensorNaming(dialect: .huggingFace, prefix: "a.", omission: "vision_model.")
        #expect(naming == bare)
        let found = try #require(naming.correspondence(of: "a.encoder.layers.3.mlp.fc1.bias"))
        #expect(found.openAI == "visual.transformer.resblocks.3.mlp.c_fc.bias")
        #expect(naming.names(of: found) == ["a.encoder.layers.3.mlp.fc1.bias"])
        #expect(naming.correspondence(of: "a.vision_model.pre_layrnorm.bias") == nil)
        let place = naming.place(of: "a.encoder.layers.3.mlp.fc1.bias")
        #expect(place.tower == .vision && place.block == 3)
    }

    @Test("prefixes and a text configuration of its own")
    func naming() {
        let naming = TensorNaming.recognise(names: [
            "net.model.visual.conv1.weight", "net.model.text.ln_final.weight",
            "net.classification_head.weight",
        ])
        #expect(
            naming == TensorNaming(dialect: .openAI, prefix: "net.model.", textPrefix: "text.")
        )
        #expect(naming.correspondence(of: "net.model.ln_final.weight") == nil)
        let projection = naming.correspondence(of: "net.model.text.text_projection")
        #expect(projection?.huggingFace == ["text_projection.weight"])
        #expect(projection.map(naming.names) == ["net.model.text.text_projection"])
        let scale = naming.correspondence(of: "net.model.logit_scale")
        #expect(scale.map(naming.names) == ["net.model.logit_scale"])
    }
}
