import CLIPModels
import Testing

@testable import Charts

struct LayerColumnsTests {
    @Test(
        arguments: [LayerNames.openAI, LayerNames.huggingFace],
        ["", "model.", "module.", "image_encoder.model.", "module.model."]
    )
    func namesGiveTheOrder(names: [String], prefix: String) {
        let full = names.map { prefix + $0 }
        // Neither order is the network's, and in one of them biases precede weights.
        let orders = [full.sorted(), full.sorted().reversed()]
        let frame = Frame(left: 0, top: 0, width: 1000, height: 100)
        for order in orders {
            let figures = order.map { LayerFigure(name: $0, angle: 1, ratio: 1) }
            let columns = LayerColumns(figures, in: frame)
            #expect(columns.layers.map(\.figure.name) == full)
            let places = columns.layers.map(\.x)
            #expect(zip(places, places.dropFirst()).allSatisfy { $0 < $1 })
        }
    }

    @Test(arguments: [
        ("visual.transformer.resblocks.3.attn.in_proj_weight", LayerKind.attentionWeight),
        ("visual.transformer.resblocks.3.attn.in_proj_weight[q]", .attentionWeight),
        ("visual.transformer.resblocks.3.attn.in_proj_bias", .attentionBias),
        ("visual.transformer.resblocks.3.attn.in_proj_bias[v]", .attentionBias),
        ("visual.transformer.resblocks.3.attn.out_proj.bias", .attentionBias),
        ("model.transformer.resblocks.3.mlp.c_fc.weight", .mlpWeight),
        ("vision_model.encoder.layers.0.mlp.fc2.bias", .mlpBias),
        ("text_model.encoder.layers.0.self_attn.k_proj.weight", .attentionWeight),
        ("text_model.encoder.layers.0.self_attn.{q,k,v}_proj.bias", .attentionBias),
        ("text_model.encoder.layers.0.layer_norm1.bias", .norm),
        ("image_encoder.model.visual.ln_pre.weight", .norm),
        ("module.model.positional_embedding", .embedding),
        ("vision_model.embeddings.patch_embedding.weight", .embedding),
        ("token_embedding.weight", .embedding),
        ("visual.proj", .projection),
        ("text_projection.weight", .projection),
        ("module.classification_head.weight", .head),
        ("logit_scale", .other),
        ("visual.projection_of_mine", .other),
        ("vision_model.encoder.layers.0.layer_norm10.bias", .other),
        ("encoder.visual.proj", .projection),
        ("", .other),
    ])
    func kinds(name: String, kind: LayerKind) {
        #expect(LayerKind(TensorPlace(name)) == kind)
    }

    @Test func unknownLayersComeLastInTheirGivenOrder() {
        let names = ["zeta", "alpha.bias", "middle", "alpha.weight", "logit_scale", "visual.proj"]
        let figures = names.map { LayerFigure(name: $0, angle: 1, ratio: nil) }
        let columns = LayerColumns(figures, in: Frame(left: 0, top: 0, width: 90, height: 9))
        #expect(
            columns.layers.map(\.figure.name)
                == ["visual.proj", "logit_scale", "zeta", "alpha.bias", "middle", "alpha.weight"]
        )
        #expect(columns.columns.map(\.section.label) == ["out", "out", "other"])
    }
}
