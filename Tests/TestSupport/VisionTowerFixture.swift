import Tensors

/// The tensors of a tiny vision tower with a head, spelled out in both dialects by hand.
public enum VisionTowerFixture {
    /// A name and a shape.
    public typealias Entry = (name: String, shape: [Int])

    /// Width 128, two blocks, patches of 4, images of 8, 6 features, hidden width 96, 10 classes.
    public static func openAI(prefix: String = "") -> [Entry] {
        let blocks: [Entry] = (0..<2).flatMap { block -> [Entry] in
            let name = "visual.transformer.resblocks.\(block)."
            return [
                (name + "ln_1.weight", [128]), (name + "ln_1.bias", [128]),
                (name + "attn.in_proj_weight", [384, 128]), (name + "attn.in_proj_bias", [384]),
                (name + "attn.out_proj.weight", [128, 128]), (name + "attn.out_proj.bias", [128]),
                (name + "ln_2.weight", [128]), (name + "ln_2.bias", [128]),
                (name + "mlp.c_fc.weight", [96, 128]), (name + "mlp.c_fc.bias", [96]),
                (name + "mlp.c_proj.weight", [128, 96]), (name + "mlp.c_proj.bias", [128]),
            ]
        }
        let tower: [Entry] =
            [
                ("visual.class_embedding", [128]), ("visual.conv1.weight", [128, 3, 4, 4]),
                ("visual.positional_embedding", [5, 128]), ("visual.ln_pre.weight", [128]),
                ("visual.ln_pre.bias", [128]),
            ] + blocks + [
                ("visual.ln_post.weight", [128]), ("visual.ln_post.bias", [128]),
                ("visual.proj", [128, 6]),
            ]
        return tower.map { (prefix + $0.name, $0.shape) } + head
    }

    /// The same tower in Hugging Face's names.
    public static let huggingFace: [Entry] = {
        let blocks: [Entry] = (0..<2).flatMap { block -> [Entry] in
            let name = "vision_model.encoder.layers.\(block)."
            let attention: [Entry] = ["q", "k", "v", "out"].flatMap { part in
                let projection = name + "self_attn." + part + "_proj"
                return [(projection + ".weight", [128, 128]), (projection + ".bias", [128])]
            }
            return attention + [
                (name + "layer_norm1.weight", [128]), (name + "layer_norm1.bias", [128]),
                (name + "layer_norm2.weight", [128]), (name + "layer_norm2.bias", [128]),
                (name + "mlp.fc1.weight", [96, 128]), (name + "mlp.fc1.bias", [96]),
                (name + "mlp.fc2.weight", [128, 96]), (name + "mlp.fc2.bias", [128]),
            ]
        }
        let embeddings = "vision_model.embeddings."
        return [
            (embeddings + "class_embedding", [128]),
            (embeddings + "patch_embedding.weight", [128, 3, 4, 4]),
            (embeddings + "position_embedding.weight", [5, 128]),
            ("vision_model.pre_layrnorm.weight", [128]),
            ("vision_model.pre_layrnorm.bias", [128]),
        ] + blocks + [
            ("vision_model.post_layernorm.weight", [128]),
            ("vision_model.post_layernorm.bias", [128]), ("visual_projection.weight", [6, 128]),
        ] + head
    }()

    private static let head: [Entry] = [
        ("classification_head.weight", [10, 6]), ("classification_head.bias", [10]),
    ]

    /// Writes entries as a file of f32 tensors with distinct bytes.
    public static func write(
        _ entries: [Entry],
        metadata: [String: String] = [:],
        to path: String
    ) throws {
        try SafetensorsFixture.write(
            tensors: entries.map {
                let byteCount = $0.shape.reduce(4, *)
                return ($0.name, .f32, $0.shape, SafetensorsFixture.pattern(byteCount))
            },
            metadata: metadata,
            to: path
        )
    }
}
