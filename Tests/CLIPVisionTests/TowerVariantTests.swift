import CLIPModels
import CLIPVision
import Checkpoints
import Foundation
import ReferenceVision
import TestSupport
import Testing

/// The fast tower against the naive one where a configuration departs from OpenAI's.
@Suite("Variants of the tower")
struct TowerVariantTests {
    struct Variant: Sendable, CustomStringConvertible {
        var averagesPatches = false
        var isNormalisedAfter = false
        var epsilon = 1e-5
        var hasLayerScale = false

        /// What open_clip's configuration says of it.
        var configuration: String {
            let keys =
                (averagesPatches ? #", "pool_type": "avg""# : "")
                + (isNormalisedAfter ? #", "final_ln_after_pool": true"# : "")
                + (epsilon == 1e-5 ? "" : #", "norm_kwargs": {"eps": \#(epsilon)}"#)
                + (hasLayerScale ? #", "ls_init_value": 1.0"# : "")
            return #"""
                {"model_cfg": {"embed_dim": 8, "quick_gelu": true, "vision_cfg": {"image_size": 8,
                  "layers": 2, "width": 64, "head_width": 16, "patch_size": 4\#(keys)}}}
                """#
        }

        var reference: ReferenceVariant {
            ReferenceVariant(
                averagesPatches: averagesPatches,
                finalNorm: isNormalisedAfter ? .afterPooling : .beforePooling,
                epsilon: epsilon
            )
        }

        var description: String { configuration }

        /// Every combination.
        static let all = [false, true].flatMap { averages in
            [false, true].flatMap { after in
                [1e-5, 0.1].flatMap { epsilon in
                    [false, true].map { Variant(averages, after, epsilon, $0) }
                }
            }
        }

        private init(_ averages: Bool, _ after: Bool, _ epsilon: Double, _ scales: Bool) {
            (averagesPatches, isNormalisedAfter) = (averages, after)
            (self.epsilon, hasLayerScale) = (epsilon, scales)
        }
    }

    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func model(_ hasLayerScale: Bool) -> TinyModel {
        var model = TinyModel(headCount: 4)
        guard hasLayerScale else { return model }
        for block in 0..<TinyModel.blocks {
            for name in ["ls_1", "ls_2"] {
                let name = "visual.transformer.resblocks.\(block).\(name).gamma"
                model.add(name, [TinyModel.width], 0.5)
            }
        }
        return model
    }

    /// Both sides as in `ForwardPassTests`: the fast one in f32, the naive one in f64.
    @Test("features and logits agree with the naive forward to 1e-5", arguments: Variant.all)
    func againstReference(_ variant: Variant) throws {
        let model = model(variant.hasLayerScale)
        let path = folder.path("open_clip_config.json")
        try Data(variant.configuration.utf8).write(to: URL(fileURLWithPath: path))
        let checkpoint = try model.checkpoint(in: folder)
        let pixels = TinyModel.pixels(1)
        let found = try ImageClassifier(checkpoint, configuredBy: checkpoint)
            .classify(pixels, keepsFeatures: true)
        let expected = model.reference(pixels, .quickGELU, variant.reference)
        #expect(distance(found.logits, expected.logits) < 1e-5)
        #expect(distance(found.features, expected.features) < 1e-5)
        // No variant is another one: a key that is passed over would show here.
        if variant.averagesPatches || variant.epsilon > 1e-5 || variant.hasLayerScale {
            let plain = model.reference(pixels, .quickGELU)
            let plainTower = TinyModel(headCount: 4).reference(pixels, .quickGELU)
            let other = variant.hasLayerScale ? plainTower : plain
            #expect(distance(found.features, other.features) > 1e-3)
        }
    }

    @Test("transformers' image classifier: no last norm, no projection, features as they are")
    func imageClassifier() throws {
        var model = TinyModel(headCount: 4).inHuggingFacesDialect
        let names = [
            "visual_projection.weight", "classification_head.weight", "classification_head.bias",
        ]
        for name in names { model.tensors[name] = nil }
        model.add("classifier.weight", [5, TinyModel.width], 0.2)
        model.add("classifier.bias", [5], 0.5)
        let checkpoint = try model.checkpoint(in: folder)
        let pixels = TinyModel.pixels(1)
        let found = try ImageClassifier(checkpoint, activation: .gelu, headCount: 4)
            .classify(pixels).logits

        var values = TinyModel(headCount: 4).tensors.mapValues { $0.values.map(Double.init) }
        values["visual.proj"] = nil
        let tower = ReferenceTower(
            tensors: values,
            headCount: 4,
            activation: .gelu,
            variant: ReferenceVariant(averagesPatches: true, finalNorm: .none)
        )
        let expected = referenceMap(
            tower.features(of: pixels),
            weights: model.tensors["classifier.weight"]?.values.map(Double.init) ?? [],
            bias: model.tensors["classifier.bias"]?.values.map(Double.init) ?? []
        )
        #expect(distance(found, expected) < 1e-5)
    }

    /// The distance of two vectors relative to the second one's length.
    private func distance(_ x: [Float], _ y: [Double]) -> Double {
        guard x.count == y.count else { return .infinity }
        let difference = zip(x, y).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
        return (difference / y.reduce(0) { $0 + $1 * $1 }).squareRoot()
    }
}
