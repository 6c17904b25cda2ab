internal import TextFormats

extension ConfigurationText {
    /// What open_clip's `VisionTransformer` and its configuration cannot be.
    var openCLIPObstacle: String? {
        if vision.headInput == .features { return "the classifier of a CLIPForImageClassification" }
        if !vision.hasProjection { return "a tower without projection" }
        if let own = text?.activation, own != activation {
            return "a text tower with another activation function than the vision tower's"
        }
        if model.preprocessing.openCLIP == nil { return "the preprocessing" }
        return nil
    }

    /// The text of an `open_clip_config.json`.
    var openCLIP: String {
        var members: [Member] = [
            ("embed_dim", "\(vision.outputWidth)"),
            ("quick_gelu", "\(activation == .quickGELU)"),
            ("vision_cfg", object(visionMembers, indent: "    ")),
        ]
        if let text { members.append(("text_cfg", object(self.members(of: text), indent: "    "))) }
        let preprocessing = (model.preprocessing.openCLIP?.members ?? []).map {
            ($0.key, $0.value.text())
        }
        let parts: [Member] = [
            ("model_cfg", object(members, indent: "  ")),
            ("preprocess_cfg", object(preprocessing, indent: "  ")),
        ]
        // open_clip has no classes and passes over them; Stockpot reads them.
        return object(parts + labels, indent: "") + "\n"
    }

    private var visionMembers: [Member] {
        var members: [Member] = [
            ("image_size", "\(vision.imageSize)"), ("layers", "\(vision.blockCount)"),
            ("width", "\(vision.width)"), ("head_width", "\(vision.width / vision.headCount)"),
            ("patch_size", "\(vision.patchSize)"),
            ("mlp_ratio", Self.ratio(vision.hiddenWidth, vision.width)),
        ]
        if !usesUsualEpsilon {
            members.append(("norm_kwargs", "{\"eps\": \(vision.layerNormEpsilon)}"))
        }
        // The initial value, which the stored one replaces; without it there is no LayerScale.
        if vision.hasLayerScale { members.append(("ls_init_value", "1.0")) }
        if vision.pooling != .classToken {
            members.append(("pool_type", JSONValue.quoted(vision.pooling.rawValue)))
        }
        if vision.finalNorm == .afterPooling { members.append(("final_ln_after_pool", "true")) }
        return members
    }

    private func members(of text: TextArchitecture) -> [Member] {
        [
            ("context_length", "\(text.contextLength)"), ("vocab_size", "\(text.vocabularySize)"),
            ("width", "\(text.width)"), ("heads", "\(text.headCount)"),
            ("layers", "\(text.blockCount)"),
            ("mlp_ratio", Self.ratio(text.hiddenWidth, text.width)),
        ]
            + (text.layerNormEpsilon == VisionArchitecture.usualEpsilon
                ? [] : [("norm_kwargs", "{\"eps\": \(text.layerNormEpsilon)}")])
    }

    private static func ratio(_ hidden: Int, _ width: Int) -> String {
        "\(Double(hidden) / Double(width))"
    }
}
