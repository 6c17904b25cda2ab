import Checkpoints
import SyntheticCheckpoints
import Tensors
import Testing

struct ArchitectureTests {
    @Test(arguments: [
        (SyntheticArchitecture.vitB32, 151_277_313, 302, 398),
        (.vitB16, 149_620_737, 302, 398),
        (.vitL14, 427_616_513, 446, 590),
        (.tiny, 239_361, 62, 78),
    ])
    func counts(
        architecture: SyntheticArchitecture,
        parameters: Int,
        packed: Int,
        split: Int
    ) {
        #expect(architecture.parameterCount == parameters)
        for (layout, count) in [(SyntheticLayout.openAI, packed), (.huggingFace, split)] {
            let tensors = architecture.tensors(layout: layout)
            #expect(tensors.count == count)
            #expect(Set(tensors.map(\.name)).count == count)
            #expect(tensors.reduce(0) { $0 + $1.shape.elementCount } == parameters)
        }
    }

    @Test func visionTowersHaveThePublishedSizes() {
        let expected = [SyntheticArchitecture.vitB32: 87_849_216, .vitB16: 86_192_640]
        for (architecture, count) in expected {
            let tensors = architecture.tensors(layout: .openAI)
            let vision = tensors.filter { $0.name.hasPrefix("visual.") }
            #expect(vision.count == 152)
            #expect(vision.reduce(0) { $0 + $1.shape.elementCount } == count)
        }
    }

    @Test(arguments: [
        ("visual.conv1.weight", [768, 3, 32, 32]),
        ("visual.positional_embedding", [50, 768]),
        ("visual.transformer.resblocks.11.attn.in_proj_weight", [2304, 768]),
        ("visual.proj", [768, 512]),
        ("transformer.resblocks.0.mlp.c_proj.weight", [512, 2048]),
        ("positional_embedding", [77, 512]),
        ("ln_final.bias", [512]),
        ("logit_scale", []),
    ])
    func openAIShapes(name: String, shape: [Int]) {
        let tensors = SyntheticArchitecture.vitB32.tensors(layout: .openAI, type: .bf16)
        let found = tensors.first { $0.name == name }
        #expect(found?.shape.dimensions == shape)
        #expect(found?.type == .bf16)
    }

    @Test(arguments: [
        ("vision_model.embeddings.patch_embedding.weight", [1024, 3, 14, 14]),
        ("vision_model.embeddings.position_embedding.weight", [257, 1024]),
        ("vision_model.pre_layrnorm.weight", [1024]),
        ("vision_model.encoder.layers.23.self_attn.v_proj.bias", [1024]),
        ("visual_projection.weight", [768, 1024]),
        ("text_model.embeddings.token_embedding.weight", [49408, 768]),
        ("text_model.final_layer_norm.weight", [768]),
        ("text_projection.weight", [768, 768]),
    ])
    func huggingFaceShapes(name: String, shape: [Int]) {
        let tensors = SyntheticArchitecture.vitL14.tensors()
        #expect(tensors.first { $0.name == name }?.shape.dimensions == shape)
    }
}
