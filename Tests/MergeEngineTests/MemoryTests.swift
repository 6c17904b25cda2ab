import Checkpoints
import MergeEngine
import Merging
import Tensors
import TestSupport
import Testing
import Workers

@Suite("Merges from memory into memory")
struct MemoryTests {
    private static let methods: [Method] = [
        Method(.modelStock),
        Method(.modelStock, ["granularity": "lastdim"]),
        Method(.modelStock, ["granularity": "outrow"]),
        Method(.modelStock, ["variant": "gram"]),
        Method(.average), Method(.taskArithmetic, weights: [1, 2, 0.5]),
        Method(.ties, ["density": 0.5], weights: [1, 1, 1]),
        Method(.dareLinear, ["density": 0.5, "seed": 3], weights: [1, 1, 1]),
    ]

    @Test("hold what a merge of the files holds", arguments: FloatingPointType.allCases, [1, 3])
    func equalToTheFile(type: FloatingPointType, threads: Int) throws {
        try compare(MergeFixture(modelCount: 3, type: type), Self.methods, threads)
    }

    @Test("also where several workers share a tensor")
    func severalSegments() throws {
        try compare(MergeFixture(modelCount: 3, rows: 600), Array(Self.methods.prefix(2)), 3)
    }

    private func compare(_ fixture: MergeFixture, _ methods: [Method], _ threads: Int) throws {
        for (number, method) in methods.enumerated() {
            let name = "merged_\(number).safetensors"
            let options = ExecutionOptions(threads: threads)
            let written = try fixture.merge(fixture.request(method), options, as: name)
            let merged = try Self.merge(fixture.request(method), options)
            #expect(merged.report.layers == written.layers, "\(method.testDescription)")
            // Of several workers one may find a tile that another would have read again.
            if threads == 1 { #expect(merged.report.bytesRead == written.bytesRead) }
            let file = try Checkpoint.open(fixture.folder.path(name))
            #expect(merged.tensors.count == file.tensors.count)
            for (name, bytes) in merged.tensors {
                let record = try #require(file[name])
                let isEqual = try file.bytes(of: record) == bytes
                #expect(isEqual, "\(method.testDescription): \(name)")
            }
        }
    }

    @Test("also where inputs are rounded first, and where the result has another type")
    func types() throws {
        let fixture = try MergeFixture(modelCount: 2, type: .f32)
        var request = fixture.request()
        request.recipe.inputType = .bf16
        request.recipe.outputType = .f64
        try fixture.merge(request)
        let file = try Checkpoint.open(fixture.folder.path("merged.safetensors"))
        for (name, bytes) in try Self.merge(request, ExecutionOptions(threads: 1)).tensors {
            #expect(try file.bytes(of: #require(file[name])) == bytes, "\(name)")
        }
    }

    @Test("may replace a model by the result", arguments: methods.indices)
    func inPlace(index: Int) throws {
        let fixture = try MergeFixture(modelCount: 3, rows: index == 0 ? 600 : 20)
        let request = fixture.request(Self.methods[index])
        try fixture.merge(request)
        let file = try Checkpoint.open(fixture.folder.path("merged.safetensors"))
        let inputs = try request.inputs.map(HeldCheckpoint.init)
        defer { withExtendedLifetime(inputs) {} }
        let plan = try MergePlan(
            request,
            options: ExecutionOptions(threads: 2),
            given: inputs.map(\.checkpoint)
        )
        let first = inputs[1]
        let memory = plan.declarations.map { declaration in
            first.held[first.checkpoint.tensors.firstIndex { $0.name == declaration.name } ?? 0]
        }
        _ = try plan.merge(into: memory.map(\.memory))
        for (declaration, held) in zip(plan.declarations, memory) {
            let record = try #require(file[declaration.name])
            #expect(try file.bytes(of: record) == held.bytes, "\(declaration.name)")
        }
    }

    @Test("name the input and the tensor that cannot be merged")
    func errors() throws {
        let fixture = try MergeFixture()
        let request = try fixture.single([[1, 2], [1, .infinity], [3, 4]])
        let error = #expect(throws: MergeError.self) {
            try Self.merge(request, ExecutionOptions(threads: 1))
        }
        #expect(error?.description.contains("single_1.safetensors: tensor 'weight'") == true)
        #expect(error?.description.contains("at element 1") == true)
    }

    @Test("end when they are cancelled from outside")
    func cancellation() throws {
        let fixture = try MergeFixture()
        let inputs = try fixture.request().inputs.map(HeldCheckpoint.init)
        defer { withExtendedLifetime(inputs) {} }
        let plan = try MergePlan(
            fixture.request(),
            options: ExecutionOptions(threads: 2),
            given: inputs.map(\.checkpoint)
        )
        let held = plan.declarations.map {
            HeldMemory(Array(repeating: 0, count: $0.byteCount ?? 0))
        }
        #expect(throws: WorkError.cancelled) {
            try plan.merge(into: held.map(\.memory), cancellation: Cancellation { true })
        }
        #expect(held.allSatisfy { $0.bytes.allSatisfy { $0 == 0 } })
    }

    @Test("keep names that a file's reader would shorten")
    func names() throws {
        let held = HeldMemory(Array(repeating: 0, count: 8))
        let declaration = TensorDeclaration(name: "module.x", type: .f32, shape: .vector(2))
        let checkpoint = Checkpoint(
            named: "model",
            holding: [MemoryTensor(declaration, held.memory)]
        )
        #expect(checkpoint.tensors.map(\.name) == ["module.x"])
        #expect(checkpoint.format.description == "memory")
    }

    /// Merges copies of the files in memory.
    private static func merge(
        _ request: MergeRequest,
        _ options: ExecutionOptions
    ) throws -> (report: MergeReport, tensors: [(name: String, bytes: [UInt8])]) {
        let inputs = try request.inputs.map(HeldCheckpoint.init)
        defer { withExtendedLifetime(inputs) {} }
        let plan = try MergePlan(request, options: options, given: inputs.map(\.checkpoint))
        let held = plan.declarations.map {
            HeldMemory(Array(repeating: 0xEE, count: $0.byteCount ?? 0))
        }
        let report = try plan.merge(into: held.map(\.memory))
        return (report, zip(plan.declarations, held).map { ($0.name, $1.bytes) })
    }
}
