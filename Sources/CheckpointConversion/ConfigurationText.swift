internal import CLIPModels
internal import Tensors
internal import TextFormats

/// The configurations by which other programs build a model for converted weights.
struct ConfigurationText {
    let model: ModelDescription
    let text: TextArchitecture?
    /// The type of all floating-point tensors, where they have one.
    let type: FloatingPointType?

    private var vision: VisionArchitecture { model.architecture }
    private var activation: ActivationFunction { model.activation }

    private typealias Member = (name: String, value: String)

    private func object(_ members: [Member], indent: String) -> String {
        let lines = members.map { "\(indent)  \"\($0.name)\": \($0.value)" }
        return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
    }
}

// MARK: - Hugging Face

extension ConfigurationText {
    /// The files that transformers reads.
    var huggingFaceFiles: [(name: String, text: String)] {
        [
            ("config.json", huggingFace),
            ("preprocessor_config.json", model.preprocessing.transformersText ?? ""),
        ]
    }

    /// The text of a `config.json` for transformers.
    var huggingFace: String {
        let type: [Member] = type.map { [("torch_dtype", "\"\($0.nameInPyTorch)\"")] } ?? []
        guard let text else {
            let head: [Member] = [
                ("architectures", "[\"CLIPVisionModelWithProjection\"]"),
                ("model_type", "\"clip_vision_model\""),
            ]
            return object(head + type + visionMembers, indent: "") + "\n"
        }
        let members: [Member] = [
            ("architectures", "[\"CLIPModel\"]"), ("model_type", "\"clip\""),
            ("projection_dim", "\(vision.outputWidth)"),
            ("text_config", object(textMembers(text), indent: "  ")),
            ("vision_config", object(visionMembers, indent: "  ")),
        ]
        return object(members + type, indent: "") + "\n"
    }

    private var visionMembers: [Member] {
        [
            ("hidden_act", "\"\(activation.configurationName)\""),
            ("hidden_size", "\(vision.width)"),
            ("image_size", "\(vision.imageSize)"), ("intermediate_size", "\(vision.hiddenWidth)"),
            ("num_attention_heads", "\(vision.headCount)"),
            ("num_hidden_layers", "\(vision.blockCount)"), ("patch_size", "\(vision.patchSize)"),
            ("projection_dim", "\(vision.outputWidth)"),
        ] + (usesUsualEpsilon ? [] : [("layer_norm_eps", "\(vision.layerNormEpsilon)")])
    }

    /// The default of all programs; it goes without saying.
    private var usesUsualEpsilon: Bool {
        vision.layerNormEpsilon == VisionArchitecture.usualEpsilon
    }

    private func textMembers(_ text: TextArchitecture) -> [Member] {
        [
            // The end of a text is the highest token, and the start the one below it.
            ("bos_token_id", "\(max(text.vocabularySize - 2, 0))"),
            ("eos_token_id", "\(text.vocabularySize - 1)"),
            ("hidden_act", "\"\(activation.configurationName)\""), ("hidden_size", "\(text.width)"),
            ("intermediate_size", "\(text.hiddenWidth)"),
            ("max_position_embeddings", "\(text.contextLength)"),
            ("num_attention_heads", "\(text.headCount)"),
            ("num_hidden_layers", "\(text.blockCount)"),
            ("projection_dim", "\(vision.outputWidth)"), ("vocab_size", "\(text.vocabularySize)"),
        ]
    }
}

// MARK: - open_clip

extension ConfigurationText {
    /// The file that open_clip reads.
    var openCLIPFiles: [(name: String, text: String)] { [("open_clip_config.json", openCLIP)] }

    /// The text of an `open_clip_config.json`.
    var openCLIP: String {
        var visionMembers: [Member] = [
            ("image_size", "\(vision.imageSize)"), ("layers", "\(vision.blockCount)"),
            ("width", "\(vision.width)"), ("head_width", "\(vision.width / vision.headCount)"),
            ("patch_size", "\(vision.patchSize)"),
            ("mlp_ratio", Self.ratio(vision.hiddenWidth, vision.width)),
        ]
        if !usesUsualEpsilon {
            visionMembers.append(("norm_kwargs", "{\"eps\": \(vision.layerNormEpsilon)}"))
        }
        var model: [Member] = [
            ("embed_dim", "\(vision.outputWidth)"),
            ("quick_gelu", "\(activation == .quickGELU)"),
            ("vision_cfg", object(visionMembers, indent: "    ")),
        ]
        if let text { model.append(("text_cfg", object(members(of: text), indent: "    "))) }
        let members: [Member] = [
            ("model_cfg", object(model, indent: "  ")),
            ("preprocess_cfg", object(preprocessing, indent: "  ")),
        ]
        return object(members, indent: "") + "\n"
    }

    private func members(of text: TextArchitecture) -> [Member] {
        [
            ("context_length", "\(text.contextLength)"), ("vocab_size", "\(text.vocabularySize)"),
            ("width", "\(text.width)"), ("heads", "\(text.headCount)"),
            ("layers", "\(text.blockCount)"),
            ("mlp_ratio", Self.ratio(text.hiddenWidth, text.width)),
        ]
    }

    private static func ratio(_ hidden: Int, _ width: Int) -> String {
        "\(Double(hidden) / Double(width))"
    }

    private var preprocessing: [Member] {
        (model.preprocessing.openCLIP?.members ?? []).map { ($0.key, $0.value.text()) }
    }
}

extension ConversionPlan {
    /// The type of all floating-point tensors of the output, or nil where they differ.
    var commonType: FloatingPointType? {
        let types = Set(tensors.compactMap { FloatingPointType($0.type) })
        return types.count == 1 ? types.first : nil
    }
}
