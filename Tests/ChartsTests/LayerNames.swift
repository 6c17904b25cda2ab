/// The names of a small CLIP, in network order.
enum LayerNames {
    static let openAI =
        [
            "visual.class_embedding", "visual.conv1.weight", "visual.positional_embedding",
            "visual.ln_pre.weight", "visual.ln_pre.bias",
        ] + blocks("visual.transformer.resblocks", openAIBlock)
        + [
            "visual.ln_post.weight", "visual.ln_post.bias", "visual.proj",
            "classification_head.weight", "classification_head.bias", "token_embedding.weight",
            "positional_embedding",
        ] + blocks("transformer.resblocks", openAIBlock)
        + ["ln_final.weight", "ln_final.bias", "text_projection", "logit_scale"]

    static let huggingFace =
        [
            "vision_model.embeddings.class_embedding",
            "vision_model.embeddings.patch_embedding.weight",
            "vision_model.embeddings.position_embedding.weight",
            "vision_model.pre_layrnorm.weight", "vision_model.pre_layrnorm.bias",
        ] + blocks("vision_model.encoder.layers", huggingFaceBlock)
        + [
            "vision_model.post_layernorm.weight", "vision_model.post_layernorm.bias",
            "visual_projection.weight", "text_model.embeddings.token_embedding.weight",
            "text_model.embeddings.position_embedding.weight",
        ] + blocks("text_model.encoder.layers", huggingFaceBlock)
        + [
            "text_model.final_layer_norm.weight", "text_model.final_layer_norm.bias",
            "text_projection.weight", "logit_scale",
        ]

    static let openAIBlock =
        linear(["ln_1"]) + ["attn.in_proj_weight", "attn.in_proj_bias"]
        + linear(["attn.out_proj", "ln_2", "mlp.c_fc", "mlp.c_proj"])

    static let huggingFaceBlock = linear([
        "layer_norm1", "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj",
        "self_attn.out_proj", "layer_norm2", "mlp.fc1", "mlp.fc2",
    ])

    private static func linear(_ names: [String]) -> [String] {
        names.flatMap { [$0 + ".weight", $0 + ".bias"] }
    }

    // Twelve blocks: sorted as text, 10 would come before 2.
    private static func blocks(_ path: String, _ names: [String]) -> [String] {
        (0..<12).flatMap { number in names.map { "\(path).\(number).\($0)" } }
    }
}
