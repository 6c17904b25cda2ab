import Checkpoints
import MergeEngine
import MergeVerification
import Merging
import Patterns
import ReferenceMerging
import Tensors
import TestSupport
import Testing

@Suite("The engine against the naive reference, every element")
struct EngineAgainstReferenceTests {
    @Test(
        "every variant and type",
        arguments: ModelStockVariant.allCases,
        FloatingPointType.allCases
    )
    func variants(variant: ModelStockVariant, type: FloatingPointType) throws {
        let folder = try TemporaryFolder()
        let family = try CheckpointFamily(in: folder, modelCount: 2, type: type)
        let options = ModelStockOptions(variant: variant)
        let report = try mergeAndVerify(family, folder, options)
        #expect(report.ok, "\(report.mismatchedLayers) \(report.maxUlpError)")
        #expect(report.elements == CheckpointFamily.elementCount(rows: 20))
    }

    @Test("a layer of several segments", arguments: [FloatingPointType.f32, .f16])
    func severalSegments(type: FloatingPointType) throws {
        let folder = try TemporaryFolder()
        let family = try CheckpointFamily(in: folder, type: type, rows: 600)
        let report = try mergeAndVerify(family, folder, ModelStockOptions())
        #expect(report.ok, "\(report.mismatchedLayers) \(report.maxUlpError)")
    }

    @Test("three and five models", arguments: [3, 5], [FloatingPointType.f32, .bf16])
    func moreModels(count: Int, type: FloatingPointType) throws {
        let folder = try TemporaryFolder()
        let family = try CheckpointFamily(in: folder, modelCount: count, type: type)
        for variant in [ModelStockVariant.paper, .gram] {
            let report = try mergeAndVerify(family, folder, ModelStockOptions(variant: variant))
            #expect(report.ok, "\(report.mismatchedLayers) \(report.maxUlpError)")
        }
    }

    @Test(
        "every granularity and grouping",
        arguments: Granularity.allCases,
        ProjectionGrouping.allCases
    )
    func granularities(granularity: Granularity, grouping: ProjectionGrouping) throws {
        let folder = try TemporaryFolder()
        let family = try CheckpointFamily(in: folder)
        let options = ModelStockOptions(granularity: granularity)
        let report = try mergeAndVerify(family, folder, options, grouping: grouping)
        #expect(report.ok, "\(report.mismatchedLayers) \(report.maxUlpError)")
    }

    @Test("another output type", arguments: FloatingPointType.allCases)
    func outputType(type: FloatingPointType) throws {
        let folder = try TemporaryFolder()
        let family = try CheckpointFamily(in: folder)
        let report = try mergeAndVerify(family, folder, ModelStockOptions(), outputType: type)
        #expect(report.ok, "\(report.mismatchedLayers) \(report.maxUlpError)")
    }

    @Test("averages and interpolations")
    func linear() throws {
        let folder = try TemporaryFolder()
        let family = try CheckpointFamily(in: folder)
        let average = try mergeAndVerify(
            family,
            folder,
            Recipe(.average, base: family.base, models: family.models),
            .average
        )
        #expect(average.ok)
        let interpolation = try mergeAndVerify(
            family,
            folder,
            Recipe(
                .wiseFT,
                base: family.base,
                models: family.models,
                arguments: MethodArguments(global: ["alpha": 0.3])
            ),
            .other(name: "wise_ft", ReferenceParameters(global: ["alpha": .number(0.3)]))
        )
        #expect(interpolation.ok)
    }

    @Test("weighted sums, with and without the base", arguments: [nil, 0.7], [true, false])
    func weightedSum(baseWeight: Double?, normalizes: Bool) throws {
        let folder = try TemporaryFolder()
        let family = try CheckpointFamily(in: folder)
        let weights = [0.3, 0.45]
        let parameters = ReferenceParameters(
            global: ["normalize": .boolean(normalizes)],
            perModel: weights.map { ["weight": .number($0)] },
            base: baseWeight.map { ["weight": .number($0)] } ?? [:]
        )
        let report = try mergeAndVerify(
            family,
            folder,
            Recipe(
                .linear,
                base: family.base,
                models: family.models,
                arguments: MethodArguments(
                    global: ["normalize": .boolean(normalizes)],
                    perModel: weights.map { ["weight": .number($0)] },
                    base: baseWeight.map { ["weight": .number($0)] } ?? [:]
                )
            ),
            .other(name: "linear", parameters)
        )
        #expect(report.ok, "\(report.mismatchedLayers) \(report.maxUlpError)")
    }

    @Test("ignored layers are averaged plainly")
    func ignored() throws {
        let folder = try TemporaryFolder()
        let family = try CheckpointFamily(in: folder)
        let report = try mergeAndVerify(
            family,
            folder,
            ModelStockOptions(),
            ignored: ["position_embedding", "^visual\\."]
        )
        #expect(report.ok, "\(report.mismatchedLayers)")
        let other = try verify(family, folder, ModelStockOptions(), ignored: ["position_embedding"])
        #expect(other.mismatchedLayers == ["visual.transformer.resblocks.0.attn.in_proj_weight"])
    }

    @Test("an averaged head verifies, whatever the base holds", arguments: [nil, 3, 5])
    func averagedHead(baseRows: Int?) throws {
        let folder = try TemporaryFolder()
        func write(_ name: String, _ rows: Int?, _ value: Float) throws -> String {
            let body = SafetensorsFixture.bytes([value, 1, 2, 3 * value])
            let head = rows.map { rows in
                let bytes = SafetensorsFixture.bytes((0..<rows).map { value + Float($0) })
                return ("classification_head.weight", ElementType.f32, [rows, 1], bytes)
            }
            try SafetensorsFixture.write(
                tensors: [("body", .f32, [4], body)] + [head].compactMap(\.self),
                to: folder.path(name)
            )
            return folder.path(name)
        }
        let base = try write("base.safetensors", baseRows, 0.5)
        let models = [
            try write("a.safetensors", 3, 1), try write("b.safetensors", 3, 1.25),
        ]
        let recipe = Recipe(
            .modelStock,
            base: base,
            models: models,
            options: RecipeOptions(head: .average)
        )
        let plan = try MergePlan(MergeRequest(recipe), options: ExecutionOptions(threads: 1))
        _ = try plan.merge(into: folder.path("merged.safetensors"))
        let request = VerificationRequest(
            base: base,
            models: models,
            merged: folder.path("merged.safetensors"),
            method: .modelStock(ReferenceOptions()),
            head: .average
        )
        let report = try MergeVerifier(request).verify()
        #expect(report.ok && report.elements == 7)
    }

    @Test("one wrong element of one layer is found")
    func wrongElement() throws {
        let folder = try TemporaryFolder()
        let family = try CheckpointFamily(in: folder)
        #expect(try mergeAndVerify(family, folder, ModelStockOptions()).ok)
        var bytes = try folder.bytes(of: "merged.safetensors")
        // The last tensor in the file, by type and name, is the packed projection.
        let position = bytes.count - 4 * 7
        bytes[position] ^= 2
        try folder.write(bytes, as: "merged.safetensors")
        let report = try verify(family, folder, ModelStockOptions())
        #expect(report.mismatchedLayers.count == 1 && !report.ok)
        #expect(report.maxUlpError > 1)
    }

    @Test("a merge of another variant does not verify")
    func wrongVariant() throws {
        let folder = try TemporaryFolder()
        let family = try CheckpointFamily(in: folder)
        #expect(try mergeAndVerify(family, folder, ModelStockOptions()).ok)
        let report = try verify(family, folder, ModelStockOptions(variant: .sdMecha))
        #expect(!report.ok)
    }
}

private func mergeAndVerify(
    _ family: CheckpointFamily,
    _ folder: TemporaryFolder,
    _ options: ModelStockOptions,
    grouping: ProjectionGrouping = .asStored,
    outputType: FloatingPointType? = nil,
    ignored: [String] = []
) throws -> VerificationReport {
    var arguments = MethodArguments(global: ["variant": .text(options.variant.rawValue)])
    arguments.global["clamp_t"] = .boolean(options.clampsRatio)
    arguments.global["granularity"] = options.granularity.map { .text($0.rawValue) }
    let recipe = Recipe(
        .modelStock,
        base: family.base,
        models: family.models,
        arguments: arguments,
        outputType: outputType,
        options: RecipeOptions(
            projections: grouping,
            ignored: try ignored.map { text in try Pattern(text) }
        )
    )
    try merge(recipe, folder)
    return try verify(family, folder, options, grouping: grouping, ignored: ignored)
}

private func mergeAndVerify(
    _ family: CheckpointFamily,
    _ folder: TemporaryFolder,
    _ recipe: Recipe,
    _ recomputed: VerificationRequest.Method
) throws -> VerificationReport {
    try merge(recipe, folder)
    let request = VerificationRequest(
        base: family.base,
        models: family.models,
        merged: folder.path("merged.safetensors"),
        method: recomputed
    )
    return try MergeVerifier(request).verify()
}

private func merge(_ recipe: Recipe, _ folder: TemporaryFolder) throws {
    let options = ExecutionOptions(threads: 2, output: .replacing)
    _ = try MergePlan(MergeRequest(recipe), options: options)
        .merge(into: folder.path("merged.safetensors"))
}

private func verify(
    _ family: CheckpointFamily,
    _ folder: TemporaryFolder,
    _ options: ModelStockOptions,
    grouping: ProjectionGrouping = .asStored,
    ignored: [String] = []
) throws -> VerificationReport {
    let granularity = ModelStock(modelCount: 2, options: options).traits.granularity
    let reference = ReferenceOptions(
        variant: try #require(ReferenceVariant(rawValue: options.variant.rawValue)),
        clampRatio: options.clampsRatio
    )
    let request = VerificationRequest(
        base: family.base,
        models: family.models,
        merged: folder.path("merged.safetensors"),
        method: .modelStock(reference),
        granularity: try #require(.init(rawValue: granularity.rawValue)),
        projections: try #require(.init(rawValue: grouping.rawValue)),
        ignored: try ignored.map { text in try Pattern(text) }
    )
    return try MergeVerifier(request).verify()
}
