import Checkpoints
import MergeEngine
import Merging
import Tensors
import TestSupport
import Testing

@Suite("Methods of matrices, through files")
struct MatrixExecutionTests {
    private static let methods = [
        Method(.tsvM, ["alpha": 0.7], weights: [1, -2]), Method(.isoC),
        Method(.isoCTS, ["common_fraction": 0.5]), Method(.monoSoup), Method(.lowRank, ["rank": 5]),
        Method(.wudi, ["steps": 2]), Method(.wudiClosed),
    ]

    private func request(
        _ fixture: MergeFixture,
        _ method: Method,
        _ options: RecipeOptions = RecipeOptions()
    ) -> MergeRequest {
        MergeRequest(
            base: fixture.family.base,
            models: Array(fixture.family.models.prefix(method.modelCount)),
            method,
            options: options
        )
    }

    private func options(_ projections: ProjectionGrouping) -> RecipeOptions {
        var options = RecipeOptions()
        options.projections = projections
        return options
    }

    @Test("same bytes for any number of threads and any memory", arguments: methods)
    func sameBytes(method: Method) throws {
        let fixture = try MergeFixture(type: .f16, rows: 300)
        let limits: [(Int, Int?)] = [(1, nil), (2, 60 << 20), (7, 400 << 20)]
        let outputs = try limits.map { threads, limit in
            let name = "threads_\(threads).safetensors"
            let options = ExecutionOptions(threads: threads, memoryLimit: limit)
            try fixture.merge(request(fixture, method), options, as: name)
            return try fixture.folder.bytes(of: name)
        }
        #expect(outputs.allSatisfy { $0 == outputs[0] })
    }

    @Test(
        "a plan reads what the run reads, tile by tile",
        arguments: methods,
        [ProjectionGrouping.asStored, .packed, .split]
    )
    func bytes(method: Method, projections: ProjectionGrouping) throws {
        let fixture = try MergeFixture(rows: 300)
        let request = request(fixture, method, options(projections))
        let plan = try MergePlan(request, options: ExecutionOptions(threads: 2))
        let report = try plan.merge(into: fixture.folder.path("m.safetensors"))
        #expect(report.bytesRead == plan.firstPassByteCount + plan.secondPassByteCount)
        let data = try request.inputs.reduce(0) { sum, path in
            try sum + Checkpoint.open(path).tensors.reduce(0) { $0 + $1.byteCount }
        }
        // A mean of whole task vectors does not read the base.
        #expect(plan.firstPassByteCount <= data && plan.firstPassByteCount > data * 99 / 100)
        #expect(plan.secondPassByteCount > 0)
    }

    @Test("memory is planned for one matrix a worker; workers fall, and then it is refused")
    func memory() throws {
        let fixture = try MergeFixture(rows: 600)
        let request = request(fixture, Method(.tsvM))
        func plan(_ limit: Int?) throws -> MergePlan {
            try MergePlan(request, options: ExecutionOptions(threads: 4, memoryLimit: limit))
        }
        let unlimited = try plan(nil)
        #expect(unlimited.workerCount == 4)
        // The largest matrix is 600 x 500: itself, its copy, both factors, and those that are kept.
        let matrix = 600 * 500 * MemoryLayout<Double>.stride
        #expect(unlimited.plannedMemoryByteCount > 4 * 5 * matrix)
        let all = unlimited.plannedMemoryByteCount
        #expect(try plan(all).workerCount == 4)
        let half = try plan(all / 2)
        #expect((1...3).contains(half.workerCount) && half.plannedMemoryByteCount <= all / 2)
        let error = #expect(throws: MergeError.self) { try plan(matrix) }
        guard case .insufficientMemory(matrix, let needed) = error else {
            Issue.record("\(error as Any)")
            return
        }
        #expect(try plan(needed).workerCount == 1)
        #expect(throws: MergeError.self) { try plan(needed - 1) }
    }

    @Test("methods of anything else are planned as before")
    func otherMethods() throws {
        let fixture = try MergeFixture()
        let plan = try MergePlan(fixture.request(), options: ExecutionOptions(threads: 2))
        #expect(plan.plannedMemoryByteCount <= ExecutionOptions.standardMemoryLimit)
    }

    @Test("a report says what was found of every matrix")
    func figures() throws {
        let fixture = try MergeFixture()
        let report = try fixture.merge(request(fixture, Method(.tsvM)))
        let layers = report.layers.filter { $0.rule == "tsv_m" }
        #expect(layers.map(\.shape) == [[20, 500], [48, 48], [48, 48], [48, 48], [144, 48]])
        for layer in layers {
            let rank = layer.shape.min() ?? 0
            #expect(layer.ranks == [rank, rank])
            let effective = try #require(layer.effectiveRanks)
            #expect(effective.allSatisfy { 1 < $0 && $0 < Double(rank) })
            let cuts = try #require(layer.cuts)
            #expect(cuts.allSatisfy { 0 < $0 && $0 < 1 })
            #expect(layer.norms?.count == 2 && (layer.interference ?? 0) > 0)
        }
        #expect(report.layers.filter { $0.rule == "mean" }.count == 4)
        #expect(report.warnings.isEmpty)
    }

    @Test("models that left a matrix as it is keep the base's bytes, negative zeros too")
    func unmoved() throws {
        let fixture = try MergeFixture()
        let folder = fixture.folder
        let bytes = SafetensorsFixture.bytes([-0.0, 1, 2, -0.0], as: .f32)
        let moved = SafetensorsFixture.bytes([3, 1, 2, 5], as: .f32)
        func write(_ name: String, _ second: [UInt8]) throws -> String {
            try SafetensorsFixture.write(
                tensors: [("a", .f32, [2, 2], bytes), ("b", .f32, [2, 2], second)],
                to: folder.path(name)
            )
            return folder.path(name)
        }
        let base = try write("zero.safetensors", bytes)
        let models = [try write("one.safetensors", moved), try write("two.safetensors", bytes)]
        let report = try fixture.merge(MergeRequest(base: base, models: models, Method(.tsvM)))
        let merged = try Checkpoint.open(folder.path("merged.safetensors"))
        #expect(try merged.bytes(of: try #require(merged["a"])) == bytes)
        #expect(report.layers[0].norms == [0, 0] && report.layers[1].ranks == [2, 0])
    }

    @Test("a NaN is found, and said where; so are more models than directions, before reading")
    func errors() throws {
        let fixture = try MergeFixture()
        func write(_ name: String, _ values: [Double]) throws -> String {
            try SafetensorsFixture.write(
                tensors: [("a", .f32, [2, 2], SafetensorsFixture.bytes(values, as: .f32))],
                to: fixture.folder.path(name)
            )
            return fixture.folder.path(name)
        }
        let base = try write("b.safetensors", [1, 2, 3, 4])
        let good = try write("good.safetensors", [1, 2, 3, 5])
        let bad = try write("bad.safetensors", [1, 2, .nan, 5])
        let error = #expect(throws: MergeError.self) {
            try fixture.merge(MergeRequest(base: base, models: [good, bad], Method(.tsvM)))
        }
        guard case .nonFinite(tensor: "a", path: bad, element: 2) = error else {
            Issue.record("\(error as Any)")
            return
        }
        let many = MergeRequest(base: base, models: [good, good, good], Method(.tsvM))
        let refusal = #expect(throws: MergeError.self) {
            try MergePlan(many, options: ExecutionOptions(threads: 1))
        }
        #expect("\(refusal as Any)".contains("more models (3) than directions"))
        try fixture.merge(MergeRequest(base: base, models: [good, good], Method(.tsvM)))
    }

    @Test("merges that share their inputs have the bytes of merges alone")
    func group() throws {
        let fixture = try MergeFixture()
        let alphas: [ParameterValue] = [0.5, 1]
        let options = ExecutionOptions(threads: 2, memoryLimit: 64 << 20)
        let plans = try alphas.map { alpha in
            try MergePlan(request(fixture, Method(.tsvM, ["alpha": alpha])), options: options)
        }
        let names = ["first.safetensors", "second.safetensors"]
        let group = try #require(MergeGroup(plans, options: options))
        for result in group.merge(into: names.map(fixture.folder.path)) { _ = try result.get() }
        for (plan, name) in zip(plans, names) {
            _ = try plan.merge(into: fixture.folder.path("alone_" + name))
            let alone = try fixture.folder.bytes(of: "alone_" + name)
            #expect(try fixture.folder.bytes(of: name) == alone)
        }
    }
}
