/// The text of the `config.json` by which Hugging Face transformers recognise a CLIP.
struct ConfigurationText {
    let text: String

    init(_ dimensions: ArchitectureDimensions, type: String) {
        let vision = """
              "vision_config": {
                \(Self.tower(dimensions.vision, dimensions)),
                "image_size": \(dimensions.imageSize),
                "patch_size": \(dimensions.patchSize)
              }
            """
        let text = """
              "text_config": {
                \(Self.tower(dimensions.text, dimensions)),
                "vocab_size": \(dimensions.vocabularySize),
                "max_position_embeddings": \(dimensions.contextLength)
              }
            """
        self.text = """
            {
              "architectures": ["CLIPModel"],
              "model_type": "clip",
              "torch_dtype": "\(type)",
              "projection_dim": \(dimensions.projectionWidth),
            \(text),
            \(vision)
            }

            """
    }

    private static func tower(
        _ tower: TowerDimensions,
        _ dimensions: ArchitectureDimensions
    ) -> String {
        let members = [
            "\"hidden_act\": \"quick_gelu\"",
            "\"hidden_size\": \(tower.width)",
            "\"intermediate_size\": \(tower.hiddenWidth)",
            "\"num_attention_heads\": \(tower.headCount)",
            "\"num_hidden_layers\": \(tower.blockCount)",
            "\"projection_dim\": \(dimensions.projectionWidth)",
        ]
        return members.joined(separator: ",\n    ")
    }
}
