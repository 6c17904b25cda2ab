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
            (.vision, nil, block(VisionNames.tower, VisionNames.huggingFaceTower)),
            (.vision, .output, visionOutput),
            (.text, .input, textInput),
            (.text, nil, block("", TextNames.huggingFaceTower)),
            (.text, .output, textOutput),
        ]

    private static let visionInput = [
        Layer(
            VisionNames.classEmbedding,
            VisionNames.huggingFaceTower + "embeddings.class_embedding",
            .embedding
        ),
        Layer(
            VisionNames.patchKernel,
            VisionNames.huggingFaceTower + "embeddings.patch_embedding.weight",
            .embedding
        ),
        Layer(
            VisionNames.positions,
            VisionNames.huggingFaceTower + "embeddings.position_embedding.weight",
            .embedding
        ),
        // The spelling is theirs.
        Layer(VisionNames.inputNorm + ".*", VisionNames.huggingFaceTower + "pre_layrnorm.*", .norm),
    ]

    private static let visionOutput = [
        Layer(
            VisionNames.outputNorm + ".*",
            VisionNames.huggingFaceTower + "post_layernorm.*",
            .norm
        ),
        Layer(VisionNames.projection, "visual_projection.weight", .projection, .transposed),
    ]

    private static let textInput = [
        Layer(
            "token_embedding.weight",
            TextNames.huggingFaceTower + "embeddings.token_embedding.weight",
            .embedding
        ),
        Layer(
            "positional_embedding",
            TextNames.huggingFaceTower + "embeddings.position_embedding.weight",
            .embedding
        ),
    ]

    private static let textOutput = [
        Layer("ln_final.*", TextNames.huggingFaceTower + "final_layer_norm.*", .norm),
        Layer("text_projection", "text_projection.weight", .projection, .transposed),
        Layer(TextNames.scale, TextNames.scale, .other),
    ]

    private static func block(_ openAI: String, _ huggingFace: String) -> [Layer] {
        let (names, other) = (
            BlockNames(tower: openAI, number: "#"), huggingFace + "encoder.layers.#."
        )
        return [
            Layer(names.attentionNorm + ".*", other + "layer_norm1.*", .norm),
            Layer(names.attentionInput + "_*", other + "self_attn.?_proj.*", .attention, .thirds),
            Layer(names.attentionOutput + ".*", other + "self_attn.out_proj.*", .attention),
            Layer(names.mlpNorm + ".*", other + "layer_norm2.*", .norm),
            Layer(names.mlpInput + ".*", other + "mlp.fc1.*", .mlp),
            Layer(names.mlpOutput + ".*", other + "mlp.fc2.*", .mlp),
        ]
    }
}
