internal import Tensors

extension ConfigurationText {
    /// What a `CLIPModel` or `CLIPVisionModelWithProjection` of transformers cannot be.
    var huggingFaceObstacle: String? {
        if vision.headInput == .features { return "the classifier of a CLIPForImageClassification" }
        if vision.pooling != .classToken {
            return "the mean of the patches as pooling (transformers takes the class token)"
        }
        if vision.hasLayerScale { return "LayerScale" }
        if model.preprocessing.transformersText == nil { return "the preprocessing" }
        return nil
    }

    /// The text of a `config.json` for transformers.
    var huggingFace: String {
        let type: [Member] = type.map { [("torch_dtype", "\"\($0.nameInPyTorch)\"")] } ?? []
        guard let text else {
            let architecture =
                vision.hasProjection ? "CLIPVisionModelWithProjection" : "CLIPVisionModel"
            let head: [Member] = [
                ("architectures", "[\"\(architecture)\"]"),
                ("model_type", "\"clip_vision_model\""),
            ]
            return object(head + type + visionMembers + labels, indent: "") + "\n"
        }
        let members: [Member] = [
            ("architectures", "[\"CLIPModel\"]"), ("model_type", "\"clip\""),
            ("projection_dim", "\(vision.outputWidth)"),
            ("text_config", object(textMembers(text), indent: "  ")),
            ("vision_config", object(visionMembers, indent: "  ")),
        ]
        return object(members + type + labels, indent: "") + "\n"
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

    private func textMembers(_ text: TextArchitecture) -> [Member] {
        [
            // The end of a text is the highest token, and the start the one below it.
            ("bos_token_id", "\(max(text.vocabularySize - 2, 0))"),
            ("eos_token_id", "\(text.vocabularySize - 1)"),
            ("hidden_act", "\"\((text.activation ?? activation).configurationName)\""),
            ("hidden_size", "\(text.width)"),
            ("intermediate_size", "\(text.hiddenWidth)"),
            ("max_position_embeddings", "\(text.contextLength)"),
            ("num_attention_heads", "\(text.headCount)"),
            ("num_hidden_layers", "\(text.blockCount)"),
            ("projection_dim", "\(vision.outputWidth)"), ("vocab_size", "\(text.vocabularySize)"),
        ]
            + (text.layerNormEpsilon == VisionArchitecture.usualEpsilon
                ? [] : [("layer_norm_eps", "\(text.layerNormEpsilon)")])
    }
}
