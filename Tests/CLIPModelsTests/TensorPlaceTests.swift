import CLIPModels
import Testing

@Suite("Places of tensors")
struct TensorPlaceTests {
    @Test(
        "sections, in every dialect",
        arguments: [
            ("visual.transformer.resblocks.3.ln_1.weight", .vision, .block(3), .norm),
            ("vision_model.encoder.layers.11.mlp.fc1.bias", .vision, .block(11), .mlp),
            ("transformer.resblocks.7.unknown.weight", .text, .block(7), .other),
            ("text.transformer.resblocks.7.attn.in_proj_bias", .text, .block(7), .attention),
            ("visual.conv1.weight", .vision, .input, .embedding),
            ("visual.class_embedding", .vision, .input, .embedding),
            ("visual.positional_embedding", .vision, .input, .embedding),
            ("positional_embedding", .text, .input, .embedding),
            ("visual.ln_pre.bias", .vision, .input, .norm),
            ("vision_model.pre_layrnorm.weight", .vision, .input, .norm),
            ("vision_model.pre_layernorm.weight", .vision, .input, .other),
            ("text_model.embeddings.token_embedding.weight", .text, .input, .embedding),
            ("text_model.embeddings.position_ids", .text, .input, .constant),
            ("visual.ln_post.weight", .vision, .output, .norm),
            ("visual.proj", .vision, .output, .projection),
            ("visual.projection_of_mine", .vision, .output, .other),
            ("text.ln_final.weight", .text, .output, .norm),
            ("logit_scale", .text, .output, .other), ("logit_bias", .text, .output, .other),
            ("input_resolution", .unknown, .unknown, .constant),
            ("classification_head.weight", .vision, .output, .head),
            ("classifier.bias", .vision, .output, .head),
            ("my_classification_head_norm.weight", .unknown, .unknown, .other),
            ("visual.trunk.head.weight", .vision, .output, .other),
            ("decoder.layers.3.x", .unknown, .unknown, .other), ("", .unknown, .unknown, .other),
        ] as [(String, TensorPlace.Tower, TensorPlace.Section, TensorPlace.Role)]
    )
    func places(
        name: String,
        tower: TensorPlace.Tower,
        section: TensorPlace.Section,
        role: TensorPlace.Role
    ) {
        for prefix in ["", "module.", "model.", "_orig_mod.image_encoder.model.", "encoder."] {
            let place = TensorPlace(prefix + name)
            #expect(place.tower == tower && place.section == section && place.role == role)
            let other = TensorPlace.name(of: prefix + name, inBlock: place.block ?? 7)
            #expect(other == prefix + name)
        }
    }

    @Test(
        "numbers that are no blocks",
        arguments: [
            "visual.transformer.resblocks.99999999999999999999.ln_1.bias",
            "visual.transformer.resblocks.9223372036854775807.x",
            "visual.transformer.resblocks..ln_1.bias", "visual.transformer.resblocks.-1.ln_1.bias",
        ]
    )
    func impossibleNumbers(name: String) {
        #expect(TensorPlace(name).block == nil && TensorPlace(name).tower == .vision)
    }

    @Test("a block's tensors in another block")
    func otherBlocks() {
        let name = "x.vision_model.encoder.layers.3.mlp.fc1.0.weight"
        let other = "x.vision_model.encoder.layers.12.mlp.fc1.0.weight"
        #expect(TensorPlace.name(of: name, inBlock: 12) == other)
    }

    @Test("projections, stored apart and packed")
    func projections() throws {
        let name = "a.self_attn.k_proj.weight"
        let projection = try #require(AttentionProjection(name))
        #expect(projection.letter == "k" && projection.name(of: "v") == "a.self_attn.v_proj.weight")
        #expect(AttentionProjection("a.self_attn.out_proj.weight") == nil)
        #expect(AttentionProjection.isPacked("b.attn.in_proj_weight"))
        #expect(!AttentionProjection.isPacked("b.attn.in_proj_weights"))
        let block = "vision_model.encoder.layers.0."
        let layer = try #require(AttentionProjection(block + "self_attn.v_proj.bias")).layer
        #expect(layer == block + "self_attn.{q,k,v}_proj.bias")
        let packed = "visual.transformer.resblocks.0.attn.in_proj_bias"
        for layer in [layer, AttentionProjection.layer(of: "v", in: packed)] {
            let place = TensorPlace(layer)
            #expect(place.role == .attention && place.isBias && place.block == 0)
        }
    }
}
