import MergeEngine
import MergeVerification
import Merging
import PlanVerification
import TestSupport
import Testing

@Suite("A planned merge, verified")
struct PlannedMergeTests {
    private let folder: TemporaryFolder
    private let family: CheckpointFamily

    init() throws {
        folder = try TemporaryFolder()
        family = try CheckpointFamily(in: folder)
    }

    /// Merges, and verifies the result as the merge of another recipe.
    private func verify(_ made: Recipe, as planned: Recipe) throws -> VerificationReport {
        let path = folder.path("merged.safetensors")
        _ = try MergePlan(MergeRequest(made), options: ExecutionOptions(threads: 1)).merge(
            into: path
        )
        let plan = try MergePlan(MergeRequest(planned), options: ExecutionOptions(threads: 1))
        return try MergeVerifier(VerificationRequest(plan, merged: path)).verify()
    }

    private func recipe(_ arguments: [String: ParameterValue]) -> Recipe {
        Recipe(
            .modelStock,
            base: family.base,
            models: family.models,
            arguments: MethodArguments(global: arguments, perModel: [[:], [:]])
        )
    }

    @Test("holds with the parameters of the merge, and with no others")
    func parameters() throws {
        let rows = recipe(["granularity": .text("lastdim")])
        #expect(try verify(rows, as: rows).ok)
        let other = try PlannedMergeTests()
        let report = try other.verify(
            other.recipe(["granularity": .text("lastdim")]),
            as: other.recipe([:])
        )
        #expect(!report.ok)
        #expect(!report.mismatchedLayers.isEmpty)
    }

    @Test("of a model_stock whose parameters vary is refused")
    func varying() throws {
        var recipe = recipe([:])
        recipe.parameters = ParameterSettings([
            ParameterSetting(
                "clamp_t",
                [
                    .init(filter: "k_proj", .constant(.boolean(true))),
                    .init(filter: nil, .constant(.boolean(false))),
                ]
            )
        ])
        let plan = try MergePlan(MergeRequest(recipe), options: ExecutionOptions(threads: 1))
        #expect(throws: VerificationError.self) { try VerificationRequest(plan, merged: "m") }
    }
}
