/// The names of CLIP's layers in the dialects of OpenAI and of Hugging Face.
///
/// The first of them serves open_clip, model soups and WiSE-FT too. Within each list the order is
/// the order in the network.
enum LayerRules {
    /// What loaders and wrappers put before names.
    static let prefixes = ["module.", "model.", "image_encoder."]

    /// The paths before the numbers of blocks.
    static let blocks: [(path: String, tower: NetworkTower)] = [
        ("visual.transformer.resblocks.", .vision),
        ("vision_model.encoder.layers.", .vision),
        ("transformer.resblocks.", .text),
        ("text.transformer.resblocks.", .text),
        ("text_model.encoder.layers.", .text),
    ]

    /// The layers of a block, behind its number.
    static let insideBlock = [
        LayerRule("ln_1", .norm),
        LayerRule("layer_norm1", .norm),
        LayerRule("attn.in_proj_weight", .attention),
        LayerRule("attn.in_proj_bias", .attention),
        LayerRule("self_attn.{q,k,v}_proj", .attention),
        LayerRule("self_attn.q_proj", .attention),
        LayerRule("self_attn.k_proj", .attention),
        LayerRule("self_attn.v_proj", .attention),
        LayerRule("attn.out_proj", .attention),
        LayerRule("self_attn.out_proj", .attention),
        LayerRule("ln_2", .norm),
        LayerRule("layer_norm2", .norm),
        LayerRule("mlp.c_fc", .perceptron),
        LayerRule("mlp.fc1", .perceptron),
        LayerRule("mlp.c_proj", .perceptron),
        LayerRule("mlp.fc2", .perceptron),
    ]

    /// The layers outside the blocks, by tower and side.
    static let outsideBlocks: [(tower: NetworkTower, section: NetworkSection, rules: [LayerRule])] =
        [
            (.vision, .input, visionInput), (.vision, .output, visionOutput),
            (.text, .input, textInput), (.text, .output, textOutput),
        ]

    private static let visionInput = [
        LayerRule("visual.class_embedding", .embedding),
        LayerRule("vision_model.embeddings.class_embedding", .embedding),
        LayerRule("visual.conv1", .embedding),
        LayerRule("vision_model.embeddings.patch_embedding", .embedding),
        LayerRule("visual.positional_embedding", .embedding),
        LayerRule("vision_model.embeddings.position_embedding", .embedding),
        LayerRule("visual.ln_pre", .norm),
        LayerRule("vision_model.pre_layrnorm", .norm),
        LayerRule("vision_model.pre_layernorm", .norm),
    ]

    private static let visionOutput = [
        LayerRule("visual.ln_post", .norm),
        LayerRule("vision_model.post_layernorm", .norm),
        LayerRule("visual.proj", .projection),
        LayerRule("visual_projection", .projection),
        LayerRule("classification_head", .head),
        LayerRule("classifier", .head),
        LayerRule("head", .head),
    ]

    private static let textInput = [
        LayerRule("token_embedding", .embedding),
        LayerRule("text.token_embedding", .embedding),
        LayerRule("text_model.embeddings.token_embedding", .embedding),
        LayerRule("positional_embedding", .embedding),
        LayerRule("text.positional_embedding", .embedding),
        LayerRule("text_model.embeddings.position_embedding", .embedding),
    ]

    private static let textOutput = [
        LayerRule("ln_final", .norm),
        LayerRule("text.ln_final", .norm),
        LayerRule("text_model.final_layer_norm", .norm),
        LayerRule("text_projection", .projection),
        LayerRule("text.text_projection", .projection),
        LayerRule("logit_scale", .other),
        LayerRule("logit_bias", .other),
    ]
}
