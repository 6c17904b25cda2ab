/// One row of the table of CLIP's names.
struct KeyMapRow {
    let correspondence: KeyCorrespondence
    let tower: TensorPlace.Tower
    /// The section; nil for the layers of blocks.
    let section: TensorPlace.Section?
    let role: TensorPlace.Role
    /// The place among all rows, in the order of the network; weight and bias share it.
    let order: Int

    /// All rows, with `#` in place of the numbers of blocks.
    static let all: [KeyMapRow] =
        sections.flatMap { tower, section, layers in layers.map { (tower, section, $0) } }
        .enumerated().flatMap { order, entry in
            entry.2.written.map { correspondence in
                KeyMapRow(
                    correspondence: correspondence,
                    tower: entry.0,
                    section: entry.1,
                    role: entry.2.role,
                    order: order
                )
            }
        }
}

/// The tensors of one layer: `*` stands for `weight` and `bias`, and `?` for `q`, `k` and `v`.
private struct Layer {
    let openAI: String
    let huggingFace: String
    let role: TensorPlace.Role
    let form: KeyCorrespondence.Form

    init(
        _ openAI: String,
        _ huggingFace: String,
        _ role: TensorPlace.Role,
        _ form: KeyCorrespondence.Form = .same
    ) {
        self.openAI = openAI
        self.huggingFace = huggingFace
        self.role = role
        self.form = form
    }

    var written: [KeyCorrespondence] {
        (openAI.hasSuffix("*") ? ["weight", "bias"] : [""]).map { ending in
            let name = huggingFace.replacing("*", with: ending)
            let parts = form == .thirds ? AttentionProjection.letters : [""]
            return KeyCorrespondence(
                openAI: openAI.replacing("*", with: ending),
                huggingFace: parts.map { name.replacing("?", with: $0) },
                form: form
            )
        }
    }
}

// MARK: - The table

extension KeyMapRow {
    private static let sections:
        [(tower: TensorPlace.Tower, section: TensorPlace.Section?, layers: [Layer])] = [
            (.vision, .input, visionInput),
            (.vision, nil, block("visual.", "vision_model.")),
            (.vision, .output, visionOutput),
            (.text, .input, textInput),
            (.text, nil, block("", "text_model.")),
            (.text, .output, textOutput),
        ]

    private static let visionInput = [
        Layer("visual.class_embedding", "vision_model.embeddings.class_embedding", .embedding),
        Layer("visual.conv1.weight", "vision_model.embeddings.patch_embedding.weight", .embedding),
        Layer(
            "visual.positional_embedding",
            "vision_model.embeddings.position_embedding.weight",
            .embedding
        ),
        // The spelling is theirs.
        Layer("visual.ln_pre.*", "vision_model.pre_layrnorm.*", .norm),
    ]

    private static let visionOutput = [
        Layer("visual.ln_post.*", "vision_model.post_layernorm.*", .norm),
        Layer("visual.proj", "visual_projection.weight", .projection, .transposed),
    ]

    private static let textInput = [
        Layer(
            "token_embedding.weight",
            "text_model.embeddings.token_embedding.weight",
            .embedding
        ),
        Layer(
            "positional_embedding",
            "text_model.embeddings.position_embedding.weight",
            .embedding
        ),
    ]

    private static let textOutput = [
        Layer("ln_final.*", "text_model.final_layer_norm.*", .norm),
        Layer("text_projection", "text_projection.weight", .projection, .transposed),
        Layer("logit_scale", "logit_scale", .other),
    ]

    private static func block(_ openAI: String, _ huggingFace: String) -> [Layer] {
        func layer(
            _ inOpenAI: String,
            _ inHuggingFace: String,
            _ role: TensorPlace.Role,
            _ form: KeyCorrespondence.Form = .same
        ) -> Layer {
            Layer(
                openAI + "transformer.resblocks.#." + inOpenAI,
                huggingFace + "encoder.layers.#." + inHuggingFace,
                role,
                form
            )
        }
        return [
            layer("ln_1.*", "layer_norm1.*", .norm),
            layer("attn.in_proj_*", "self_attn.?_proj.*", .attention, .thirds),
            layer("attn.out_proj.*", "self_attn.out_proj.*", .attention),
            layer("ln_2.*", "layer_norm2.*", .norm),
            layer("mlp.c_fc.*", "mlp.fc1.*", .mlp),
            layer("mlp.c_proj.*", "mlp.fc2.*", .mlp),
        ]
    }
}
