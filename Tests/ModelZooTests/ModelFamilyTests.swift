import LinearAlgebra
import MergeEngine
import Tensors
import TestSupport
import Testing

@testable import ModelZoo

/// The five models in files.
private struct FiveFiles {
    let folder: TemporaryFolder
    let base: String
    let models: [String]

    init(tensor: String = "visual.blocks.0.mlp.weight") throws {
        folder = try TemporaryFolder()
        base = folder.path("base.safetensors")
        models = FiveModels.models.indices.map { [folder] in folder.path("m\($0).safetensors") }
        for (values, path) in zip([FiveModels.base] + FiveModels.models, [base] + models) {
            // What is not attention or MLP counts for the flat similarity only; here it is equal.
            try SafetensorsFixture.write(
                tensors: [
                    (tensor, .f64, [4, 3], SafetensorsFixture.bytes(values, as: .f64)),
                    ("other.scale", .f64, [2], SafetensorsFixture.bytes([0, 0], as: .f64)),
                ],
                to: path
            )
        }
    }

    func measure(
        _ kind: SimilarityKind,
        isBased: Bool,
        threads: Int = 2
    ) throws -> ModelSimilarity {
        let recipe = ModelSimilarity.recipe(kind, models: models, base: isBased ? base : nil)
        let plan = try MergePlan(
            MergeRequest(recipe),
            options: ExecutionOptions(threads: threads)
        )
        return try ModelSimilarity(measuring: plan, kind)
    }
}

@Suite("Families by weights")
struct ModelFamilyTests {
    private func areNear(_ x: [Double], _ y: [Double], _ tolerance: Double) -> Bool {
        x.count == y.count && zip(x, y).allSatisfy { abs($0 - $1) <= tolerance }
    }

    @Test("the page's similarities, streamed from files")
    func vectors() throws {
        let five = try FiveFiles()
        let raw = try five.measure(.columns, isBased: false)
        #expect(
            areNear(
                Array(raw.matrix.row(0)),
                [1, 0.999836546, 0.9853523449, 0.9827576768, -0.979859107],
                1e-9
            )
        )
        let tasks = try five.measure(.columns, isBased: true)
        #expect(
            areNear(
                Array(tasks.matrix.row(0)),
                [1, 0.9849273879, -0.1443131475, -0.2834229099, -0.0476558214],
                1e-9
            )
        )
        let flat = try five.measure(.flat, isBased: true)
        #expect(
            areNear(
                Array(flat.matrix.row(0)),
                [1, 0.982148351633, -0.156567679835, -0.28124079038, -0.079738417446],
                1e-11
            )
        )
        #expect(raw.tensorCount == 1 && flat.tensorCount == 2)
        // Of task vectors the cosine of the weights themselves is known too.
        let plain = try five.measure(.flat, isBased: false)
        #expect(areNear(flat.rawCosines.elements, plain.matrix.elements, 1e-12))
        #expect(try five.measure(.columns, isBased: true, threads: 1).matrix == tasks.matrix)
    }

    @Test("the page's families, and what is told of them")
    func families() throws {
        let five = try FiveFiles()
        func groups(_ found: ModelSimilarity, _ method: FamilyMethod, count: Int? = nil) throws
            -> [[Int]]
        {
            var options = FamilyOptions()
            (options.method, options.count) = (method, count)
            return try ModelFamilyTable(found, options).groups.map { group in
                group.map { model in five.models.firstIndex(of: model) ?? -1 }
            }
        }
        let raw = try five.measure(.columns, isBased: false)
        let tasks = try five.measure(.columns, isBased: true)
        #expect(try groups(raw, .leader) == [[0, 1, 2, 3], [4]])
        for method in [FamilyMethod.leader, .average] {
            #expect(try groups(tasks, method) == [[0, 1], [2, 3], [4]])
        }
        #expect(try groups(tasks, .average, count: 3) == [[0, 1], [2, 3], [4]])
        #expect(try groups(tasks, .spectral, count: 3) == [[0, 1], [2, 3], [4]])
        let table = try ModelFamilyTable(tasks, FamilyOptions())
        #expect(table.families[0].medoid == five.models[0] && table.threshold == 0.5)
        #expect(table.families[2].inside == nil && table.families[2].members[0].silhouette == 0)
        #expect(table.families[0].members[0].distance > 0 && table.warnings.isEmpty)
        #expect(tasks.joints.map(\.first) == [0, 2, 0, 0].map(\.self) || tasks.joints.count == 4)
    }

    @Test("models of one family with other weights are warned of")
    func strangers() throws {
        let five = try FiveFiles()
        var options = FamilyOptions()
        options.threshold = -1
        let table = try ModelFamilyTable(five.measure(.columns, isBased: true), options)
        #expect(table.groups.count == 1)
        #expect(table.warnings.count == 1)
        #expect(table.warnings[0].contains("were they fine-tuned from the same base?"))
    }

    @Test("without attention and MLP columns are not compared, and all tensors are")
    func noColumns() throws {
        let five = try FiveFiles(tensor: "conv.weight")
        #expect(throws: FamilyError.nothingMeasured) {
            try five.measure(.columns, isBased: true)
        }
        #expect(try five.measure(.tensors, isBased: true).tensorCount == 2)
    }
}
