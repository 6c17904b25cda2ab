import MergeEngine
import MergeVerification
import Merging
import ReferenceMerging
import TestSupport
import Testing

@Suite("Real checkpoints", .enabled(if: RealData.holds("hf/pretrained"), "no cifar10-vit folder"))
struct RealCheckpointTests {
    private let base = RealData.folder + "/hf/pretrained"

    @Test("Hugging Face folders merge and verify")
    func mergeAndVerify() throws {
        let folder = try TemporaryFolder()
        let models = [RealData.folder + "/hf/model_0", RealData.folder + "/hf/model_1"]
        let request = MergeRequest(Recipe(.modelStock, base: base, models: models))
        let plan = try MergePlan(request, options: ExecutionOptions(threads: 2))
        let report = try plan.merge(into: folder.path("merged"))
        #expect(report.tensors == 74 && report.elements == 465_482 && plan.warnings.isEmpty)
        // Fine-tuned copies of one base agree, more in the last layers than in the first.
        #expect((0.8...0.95).contains(try #require(report.medianRatio)))
        let head = try #require(report.layers.first { $0.name == "classification_head.weight" })
        #expect(try #require(head.angle) < 6)
        let verification = try MergeVerifier(
            VerificationRequest(
                base: base,
                models: models,
                merged: folder.path("merged"),
                method: .modelStock(ReferenceOptions())
            )
        ).verify()
        #expect(verification.ok && verification.elements == 465_482)
        #expect(try folder.names(in: "merged").contains("preprocessor_config.json"))
    }
}
