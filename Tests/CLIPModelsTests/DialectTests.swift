import CLIPModels
import Checkpoints
import Tensors
import TestSupport
import Testing

@Suite("Naming schemes")
struct DialectTests {
    @Test(arguments: [
        (["visual.conv1.weight", "logit_scale"], Dialect.openAI, ""),
        (["net.visual.conv1.weight", "net.logit_scale"], .openAI, "net."),
        (["a.b.c.visual.conv1.weight", "logit_scale"], .openAI, "a.b.c."),
        (["my_text_model.visual.conv1.weight", "visual_projection_.x"], .openAI, "my_text_model."),
        (
            ["model.visual.transformer.resblocks.0.ln_1.bias", "classification_head.weight"],
            .openAI, "model."
        ),
        (
            ["image_encoder.model.visual.conv1.weight", "classification_head.weight"],
            .openAI, "image_encoder.model."
        ),
        (
            ["net.image_encoder.model.visual.conv1.weight"], .openAI,
            "net.image_encoder.model."
        ),
        (["visual.trunk.blocks.0.norm1.weight"], .openAI, ""),
        (["vision_model.embeddings.class_embedding", "logit_scale"], .huggingFace, ""),
        (["text_model.final_layer_norm.bias"], .huggingFace, ""),
        (["visual_projection.weight"], .huggingFace, ""),
        (["vision.embeddings.class_embedding", "vision.encoder.x"], .huggingFace, "vision."),
        (["pre_layrnorm.weight", "encoder.layers.0.mlp.fc1.weight"], .huggingFace, ""),
        // Parts of components do not count.
        (["myvisual.conv1.weight", "visualx.transformer.resblocks.0.x"], .unknown, ""),
        (["visual.conv10.weight", "vision_models.x"], .unknown, ""),
        // A mixture is not a scheme.
        (["visual.conv1.weight", "vision_model.embeddings.class_embedding"], .unknown, ""),
        (["visual.conv1.weight", "model.visual.conv1.weight"], .unknown, ""),
        (["caf\u{E9}.vision_model.x", "cafe\u{301}.vision_model.y"], .unknown, ""),
        ([], .unknown, ""),
    ])
    func isRecognised(_ names: [String], _ dialect: Dialect, _ prefix: String) {
        let finding = TensorNaming.recognise(names: names)
        #expect(finding.dialect == dialect)
        #expect(finding.prefix == prefix)
    }

    @Test func ofAnOpenedFile() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("x.safetensors")
        try SafetensorsFixture.write(tensors: [("text_model.x", .u8, [1], [1])], to: path)
        #expect(try Checkpoint.open(path).dialect == .huggingFace)
    }

    @Test func descriptions() {
        #expect("\(Dialect.openAI)" == "OpenAI/open_clip")
        #expect("\(Dialect.huggingFace)" == "Hugging Face")
    }
}
