/// The names of the tensors of one tower in one layout.
///
/// A name that both layouts share but for the spelling is one property, so that the catalogue
/// can be written once.
struct TowerNames {
    let blocks: String
    let attention: String
    let firstNorm: String
    let secondNorm: String
    let expansion: String
    let contraction: String
    /// The layer norm before the blocks; the text tower has none.
    let inputNorm: String
    /// The layer norm behind the blocks.
    let outputNorm: String
    let positionalEmbedding: String
    let projection: String
}

extension TowerNames {
    static func vision(_ layout: SyntheticLayout) -> TowerNames {
        switch layout {
        case .huggingFace:
            huggingFace("vision_model", "post_layernorm", "visual_projection.weight")
        case .openAI:
            openAI("visual.", "ln_post", "visual.proj")
        }
    }

    static func text(_ layout: SyntheticLayout) -> TowerNames {
        switch layout {
        case .huggingFace: huggingFace("text_model", "final_layer_norm", "text_projection.weight")
        case .openAI: openAI("", "ln_final", "text_projection")
        }
    }

    private static func huggingFace(
        _ tower: String,
        _ outputNorm: String,
        _ projection: String
    ) -> TowerNames {
        TowerNames(
            blocks: "\(tower).encoder.layers",
            attention: "self_attn",
            firstNorm: "layer_norm1",
            secondNorm: "layer_norm2",
            expansion: "mlp.fc1",
            contraction: "mlp.fc2",
            // The spelling is theirs.
            inputNorm: "\(tower).pre_layrnorm",
            outputNorm: "\(tower).\(outputNorm)",
            positionalEmbedding: "\(tower).embeddings.position_embedding.weight",
            projection: projection
        )
    }

    private static func openAI(
        _ prefix: String,
        _ outputNorm: String,
        _ projection: String
    ) -> TowerNames {
        TowerNames(
            blocks: "\(prefix)transformer.resblocks",
            attention: "attn",
            firstNorm: "ln_1",
            secondNorm: "ln_2",
            expansion: "mlp.c_fc",
            contraction: "mlp.c_proj",
            inputNorm: "\(prefix)ln_pre",
            outputNorm: "\(prefix)\(outputNorm)",
            positionalEmbedding: "\(prefix)positional_embedding",
            projection: projection
        )
    }
}
