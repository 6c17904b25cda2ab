/// Where a tensor of Hugging Face's naming stands in OpenAI's.
struct HuggingFacePlace {
    /// OpenAI's name; the name itself where both have the same.
    private(set) var name: String
    /// Which part of OpenAI's tensor it is, and of how many.
    private(set) var part = 0
    private(set) var partCount = 1
    private(set) var isTransposed = false

    /// Finds the place of a name without prefix.
    init(of name: String) {
        self.name = name
        if name == "visual_projection.weight" {
            self.name = "visual.proj"
            isTransposed = true
        } else if let translated = Self.outside[name] {
            self.name = translated
        } else if name.hasPrefix(Self.layers) {
            findBlock(name.dropFirst(Self.layers.count))
        }
    }

    private mutating func findBlock(_ rest: Substring) {
        guard let dot = rest.firstIndex(of: ".") else { return }
        let block = "visual.transformer.resblocks.\(rest[..<dot])."
        let inner = rest[rest.index(after: dot)...]
        guard let end = inner.lastIndex(of: ".") else { return }
        let (module, kind) = (String(inner[..<end]), inner[inner.index(after: end)...])
        if let part = Self.projections.firstIndex(of: module) {
            name = block + "attn.in_proj_\(kind)"
            (self.part, partCount) = (part, Self.projections.count)
        } else if let translated = Self.modules[module] {
            name = block + translated + ".\(kind)"
        }
    }

    private static let layers = "vision_model.encoder.layers."

    private static let projections = ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"]

    private static let modules = [
        "layer_norm1": "ln_1", "layer_norm2": "ln_2", "mlp.fc1": "mlp.c_fc",
        "mlp.fc2": "mlp.c_proj", "self_attn.out_proj": "attn.out_proj",
    ]

    // Transformers itself spells it "pre_layrnorm".
    private static let outside = [
        "vision_model.embeddings.class_embedding": "visual.class_embedding",
        "vision_model.embeddings.patch_embedding.weight": "visual.conv1.weight",
        "vision_model.embeddings.position_embedding.weight": "visual.positional_embedding",
        "vision_model.pre_layrnorm.weight": "visual.ln_pre.weight",
        "vision_model.pre_layrnorm.bias": "visual.ln_pre.bias",
        "vision_model.post_layernorm.weight": "visual.ln_post.weight",
        "vision_model.post_layernorm.bias": "visual.ln_post.bias",
    ]
}
