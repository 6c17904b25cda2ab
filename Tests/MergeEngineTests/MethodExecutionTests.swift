import Checkpoints
import MergeEngine
import Merging
import Tensors
import TestSupport
import Testing

@Suite("Methods beside Model Stock, through files")
struct MethodExecutionTests {
    private static let methods: [(name: String, hasBase: Bool, method: Method)] = [
        ("slerp", true, Method(.slerp, ["t": 0.3])),
        ("nuslerp", true, Method(.nuslerp, weights: [1, 2])),
        ("nuslerp by rows", false, Method(.nuslerp, ["nuslerp_flatten": false], weights: [1, 2])),
        (
            "nuslerp by columns", true,
            Method(
                .nuslerp,
                ["nuslerp_flatten": false, "nuslerp_row_wise": true],
                weights: [1, 2]
            )
        ),
        ("multislerp", false, Method(.multislerp, weights: [1, 2])),
        ("karcher", true, Method(.karcher)),
        ("karcher without base", false, Method(.karcher)),
        ("task_arithmetic", true, Method(.taskArithmetic, weights: [1, 2])),
        ("passthrough", false, Method(.passthrough, each: ["scale": 3])),
    ]

    private func request(_ index: Int, _ fixture: MergeFixture) -> MergeRequest {
        let (_, hasBase, method) = Self.methods[index]
        return MergeRequest(
            base: hasBase ? fixture.family.base : nil,
            models: Array(fixture.family.models.prefix(method.modelCount)),
            method
        )
    }

    @Test("same bytes for any number of threads and any memory", arguments: methods.indices)
    func sameBytes(index: Int) throws {
        let fixture = try MergeFixture(type: .f16, rows: 600)
        let outputs = try [(1, 64 << 20), (2, 1 << 20), (7, 4 << 20)].map { threads, limit in
            let name = "threads_\(threads).safetensors"
            let options = ExecutionOptions(threads: threads, memoryLimit: limit)
            try fixture.merge(request(index, fixture), options, as: name)
            return try fixture.folder.bytes(of: name)
        }
        #expect(outputs.allSatisfy { $0 == outputs[0] }, "\(Self.methods[index].name)")
    }

    @Test("a plan reads what the run reads, each input once", arguments: methods.indices)
    func bytes(index: Int) throws {
        let fixture = try MergeFixture()
        let request = request(index, fixture)
        let plan = try MergePlan(request, options: ExecutionOptions(threads: 2))
        let report = try plan.merge(into: fixture.folder.path("m.safetensors"))
        #expect(report.bytesRead == plan.firstPassByteCount + plan.secondPassByteCount)
        let data = try request.inputs.reduce(0) { sum, path in
            try sum + Checkpoint.open(path).tensors.reduce(0) { $0 + $1.byteCount }
        }
        #expect(plan.firstPassByteCount == data)
        #expect(plan.checkpoints.count == request.inputs.count)
        #expect(plan.inputFiles == request.inputs)
    }

    @Test("without a base, inputs are neither held nor recorded twice")
    func noPhantom() throws {
        let fixture = try MergeFixture()
        func plan(base: String?) throws -> MergePlan {
            var options = ExecutionOptions(threads: 1)
            options.recordsChecksums = true
            return try MergePlan(
                MergeRequest(
                    base: base,
                    models: fixture.family.models,
                    Method(.nuslerp, weights: [1, 2])
                ),
                options: options
            )
        }
        let (with, without) = (try plan(base: fixture.family.base), try plan(base: nil))
        #expect(with.plannedMemoryByteCount > without.plannedMemoryByteCount)
        _ = try without.merge(into: fixture.folder.path("merged.safetensors"))
        let merged = try Checkpoint.open(fixture.folder.path("merged.safetensors"))
        let checksums = try #require(merged.metadata["stockpot.inputs"])
        #expect(checksums.split(separator: ",").count == 2)
    }

    @Test("a base that is missing, or of no use, is an error that names the method")
    func baseRoles() throws {
        let fixture = try MergeFixture()
        func failure(_ base: String?, _ method: Method) -> String? {
            let models = Array(fixture.family.models.prefix(1))
            let request = MergeRequest(base: base, models: models, method)
            do {
                _ = try MergePlan(request, options: ExecutionOptions(threads: 1))
                return nil
            } catch { return "\(error)" }
        }
        let needs = " needs a base"
        #expect(failure(nil, Method(.slerp, ["t": 0.5])) == "slerp" + needs)
        #expect(failure(nil, Method(.taskArithmetic, weights: [1])) == "task_arithmetic" + needs)
        #expect(failure(nil, Method(.wiseFT, ["alpha": 0.5])) == "wise_ft" + needs)
        let base = fixture.family.base
        #expect(failure(base, Method(.passthrough)) == "passthrough takes no base")
        #expect(
            failure(nil, Method(.passthrough)) == nil
                && failure(base, Method(.slerp, ["t": 0.5])) == nil
        )
    }

    @Test("directions that cancel are an error that names the tensor")
    func undefined() throws {
        let fixture = try MergeFixture()
        var request = try fixture.single([[1, 1], [4, 5], [-2, -3], [-2, -3]])
        request = request.by(Method(.multislerp, weights: [2, 1, 1]))
        let error = #expect(throws: MergeError.self) { try fixture.merge(request) }
        #expect(error.map { "\($0)" }?.hasPrefix("layer 'weight': the weighted directions") == true)
    }

    @Test("a sum of nothing is zero, and leaves the base's share as it is", arguments: [0, 0.5])
    func emptySum(baseWeight: Double) throws {
        let fixture = try MergeFixture()
        var request = try fixture.single([[2, 4], [1, 1], [8, 8]])
        request.recipe.method = .linear
        request.recipe.parameters = ParameterSettings(["weight": 0, "normalize": false])
        request.recipe.modules[0].slices[0].sources.append(
            RecipeSource(
                ModelReference(try #require(request.base)),
                parameters: ParameterSettings(["weight": .number(baseWeight)])
            )
        )
        let merged = try MergePlan(request, options: ExecutionOptions(threads: 1))
            .mergeInMemory()
        #expect(try merged.values(of: merged.tensors[0]) == [2, 4].map { Float($0 * baseWeight) })
    }

    @Test("a tensor that the base alone holds is copied where the method says so")
    func loneBase() throws {
        let fixture = try MergeFixture()
        let paths = ["b", "m", "n"].map { fixture.folder.path($0 + ".safetensors") }
        for (index, path) in paths.enumerated() {
            let bytes = SafetensorsFixture.bytes([Float(index), 2, 3])
            let own: [SafetensorsFixture.Tensor] =
                index == 0 ? [("own", .f32, [3], bytes)] : []
            try SafetensorsFixture.write(tensors: [("all", .f32, [3], bytes)] + own, to: path)
        }
        func report(_ method: Method, _ count: Int) throws -> MergeReport {
            let models = Array(paths[1...count])
            let request = MergeRequest(base: paths[0], models: models, method)
            return try MergePlan(request, options: ExecutionOptions(threads: 1))
                .measure()
        }
        let copying = [
            try report(Method(.taskArithmetic, weights: [1, 2]), 2),
            try report(Method(.modelStock), 2),
            try report(Method(.slerp, ["t": 0.5]), 1),
            try report(Method(.nuslerp, weights: [1, 2]), 2),
        ]
        for report in copying {
            #expect(report.layers.map(\.rule).last == "copy")
            #expect(report.warnings.first?.contains("no other input holds them: 1 tensors") == true)
        }
        #expect(throws: MergeError.self) { try report(Method(.karcher), 2) }
        #expect(throws: MergeError.self) { try report(Method(.wiseFT, ["alpha": 0.5]), 2) }
    }

    @Test("inputs without a tensor in common are refused, not copied side by side")
    func nothingShared() throws {
        let fixture = try MergeFixture()
        let paths = ["b", "m"].map { fixture.folder.path($0 + ".safetensors") }
        for path in paths {
            let tensor: SafetensorsFixture.Tensor = (
                path, .f32, [1], SafetensorsFixture.bytes([1])
            )
            try SafetensorsFixture.write(tensors: [tensor], to: path)
        }
        let request = MergeRequest(base: paths[0], models: [paths[1]], Method(.slerp, ["t": 0.5]))
        #expect(throws: MergeError.self) {
            try MergePlan(request, options: ExecutionOptions(threads: 1))
        }
    }

    @Test("inputs of two dialects are refused, although they share a tensor")
    func mixedDialects() throws {
        let fixture = try MergeFixture()
        let paths = ["b", "m"].map { fixture.folder.path($0 + ".safetensors") }
        let names = ["visual.conv1.weight", "vision_model.embeddings.patch_embedding.weight"]
        for (path, name) in zip(paths, names) {
            let tensors: [SafetensorsFixture.Tensor] = [
                ("logit_scale", .f32, [], SafetensorsFixture.bytes([1])),
                (name, .f32, [1, 1, 1, 1], SafetensorsFixture.bytes([1])),
            ]
            try SafetensorsFixture.write(tensors: tensors, to: path)
        }
        let request = MergeRequest(base: paths[0], models: [paths[1]], Method(.slerp, ["t": 0.5]))
        let error = #expect(throws: MergeError.self) {
            try MergePlan(request, options: ExecutionOptions(threads: 1))
        }
        guard case .mixedDialects = error else {
            Issue.record("\(error.map(String.init(describing:)) ?? "no error")")
            return
        }
    }

    @Test("parameters may differ from tensor to tensor")
    func perTensor() throws {
        let fixture = try MergeFixture(modelCount: 1)
        var recipe = Recipe(.slerp, base: fixture.family.base, models: fixture.family.models)
        let cases: [ParameterSetting.Case] = [
            .init(filter: "q_proj.weight", .constant(1)), .init(filter: nil, .constant(0)),
        ]
        recipe.parameters = ParameterSettings([ParameterSetting("t", cases)])
        let request = MergeRequest(recipe)
        try fixture.merge(request)
        let merged = try Checkpoint.open(fixture.folder.path("merged.safetensors"))
        let (base, model) = (
            try Checkpoint.open(fixture.family.base), try Checkpoint.open(fixture.family.models[0])
        )
        for tensor in merged.tensors {
            let source = tensor.name.hasSuffix("q_proj.weight") ? model : base
            let record = try #require(source[tensor.name])
            #expect(try merged.bytes(of: tensor) == source.bytes(of: record), "\(tensor.name)")
        }
    }

    @Test("a measured angle is that between the inputs")
    func angle() throws {
        let fixture = try MergeFixture()
        var request = try fixture.single([[2, 0], [0, 3]])
        request = request.by(Method(.slerp, ["t": 0.5]))
        let layer = try fixture.merge(request).layers[0]
        #expect(layer.norms == [2, 3] && layer.angle == 90 && layer.rule == "slerp")
    }

    @Test("a plan with columns keeps to its memory", arguments: [1 << 20, 16 << 20])
    func columnMemory(limit: Int) throws {
        let fixture = try MergeFixture(rows: 600)
        func memory(isFirst: Bool) throws -> Int {
            let request = MergeRequest(
                base: fixture.family.base,
                models: fixture.family.models,
                Method(
                    .nuslerp,
                    ["nuslerp_flatten": false, "nuslerp_row_wise": .boolean(isFirst)],
                    weights: [1, 2]
                )
            )
            let options = ExecutionOptions(threads: 1, memoryLimit: limit)
            return try MergePlan(request, options: options).plannedMemoryByteCount
        }
        #expect(try memory(isFirst: true) <= limit)
        #expect(try memory(isFirst: true) > memory(isFirst: false) || limit == 1 << 20)
    }
}

@Suite("Special values, for methods that measure")
struct MeasuredEdgeCaseTests {
    private let fixture: MergeFixture

    init() throws { fixture = try MergeFixture() }

    private func request(
        _ values: [[Double]],
        hasBase: Bool,
        _ method: Method,
        type: FloatingPointType = .f32
    ) throws -> MergeRequest {
        let request = try fixture.single(values, type: type, method)
        guard !hasBase else { return request }
        return MergeRequest(base: nil, models: request.inputs, method)
    }

    @Test("a NaN is named with its file, whether there is a base or not", arguments: 0..<3)
    func nonFinite(input: Int) throws {
        let values = (0..<3).map { $0 == input ? [1, .nan, 2] : [3, 4, 5] }
        let requests = [
            try request(values, hasBase: true, Method(.karcher)),
            try request(values, hasBase: false, Method(.karcher)),
            try request(values, hasBase: true, Method(.nuslerp, weights: [1, 2])),
            try request(values, hasBase: true, Method(.taskArithmetic, weights: [1, 2])),
            try request(values, hasBase: false, Method(.multislerp, weights: [1, 2, 3])),
        ]
        for request in requests {
            let error = #expect(throws: MergeError.self) {
                try fixture.merge(request, ExecutionOptions(threads: 1, output: .replacing))
            }
            guard case .nonFinite("weight", request.inputs[input], 1) = error else {
                Issue.record("\(error.map(String.init(describing:)) ?? "no error")")
                return
            }
        }
    }

    @Test("a result beyond the output's type is an error that names the tensor")
    func overflow() throws {
        let error = #expect(throws: MergeError.self) {
            try fixture.merge(
                request(
                    [[60000, 1]],
                    hasBase: false,
                    Method(.passthrough, each: ["scale": 2]),
                    type: .f16
                )
            )
        }
        guard case .overflow("weight", .f16, "scale = 2") = error else {
            Issue.record("\(error.map(String.init(describing:)) ?? "no error")")
            return
        }
    }

    @Test("squares that leave 64 bits are an error, not an infinite angle")
    func squares() throws {
        let error = #expect(throws: MergeError.self) {
            try fixture.merge(
                request(
                    [[1e200, 1], [1e200, 2]],
                    hasBase: true,
                    Method(.slerp, ["t": 0.5]),
                    type: .f64
                )
            )
        }
        guard case .squaresOverflow("weight") = error else {
            Issue.record("\(error.map(String.init(describing:)) ?? "no error")")
            return
        }
    }

    @Test("without a base, an integer tensor that differs is named with its file")
    func integers() throws {
        let paths = ["a", "b", "c"].map { fixture.folder.path($0 + ".safetensors") }
        for (index, path) in paths.enumerated() {
            let tensor: SafetensorsFixture.Tensor = ("ids", .u8, [2], [1, index == 1 ? 7 : 2])
            try SafetensorsFixture.write(tensors: [tensor], to: path)
        }
        let error = #expect(throws: MergeError.self) {
            try fixture.merge(
                MergeRequest(base: nil, models: paths, Method(.karcher))
            )
        }
        guard case .differingBytes("ids", .u8, paths[1], 1) = error else {
            Issue.record("\(error.map(String.init(describing:)) ?? "no error")")
            return
        }
    }

    @Test("inputs of different types are widened each on its own")
    func mixedTypes() throws {
        let types: [FloatingPointType] = [.f32, .bf16, .f16]
        let paths = types.map { fixture.folder.path("\($0).safetensors") }
        for (path, type) in zip(paths, types) {
            let bytes = SafetensorsFixture.bytes([1, 2, type == .f32 ? 4 : 2], as: type)
            try SafetensorsFixture.write(tensors: [("w", type.elementType, [3], bytes)], to: path)
        }
        let request = MergeRequest(
            base: paths[0],
            models: Array(paths.dropFirst()),
            Method(.nuslerp, weights: [1, 1])
        )
        let plan = try MergePlan(request, options: ExecutionOptions(threads: 1))
        let merged = try plan.mergeInMemory()
        #expect(try merged.values(of: merged.tensors[0]) == [1, 2, 2])
    }
}
