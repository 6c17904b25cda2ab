import Checkpoints
import Foundation
import MergeEngine
import Merging
import Tensors
import TestSupport
import Testing

/// Methods that decide element by element, through files, threads and tiles.
@Suite("Merges element by element")
struct ElementExecutionTests {
    private static let parameters: [String: [String: ParameterValue]] = [
        "ties": ["weight": .number(0.5), "density": .number(0.3)],
        "dare_linear": ["weight": .number(0.5), "density": .number(0.3)],
        "dare_ties": ["weight": .number(0.5), "density": .number(0.3)],
        "breadcrumbs": ["weight": .number(0.5), "density": .number(0.3)],
        "breadcrumbs_ties": ["weight": .number(0.5), "density": .number(0.3)],
        "della": ["weight": .number(0.5), "density": .number(0.3)],
        "della_linear": ["weight": .number(0.5), "density": .number(0.3)],
        "localize_and_stitch": ["density": .number(0.3)],
        "sce": [:], "ram": [:], "ramplus_tl": [:], "nearswap": [:], "arcee_fusion": [:],
    ]
    private static let global: [String: [String: ParameterValue]] = [
        "sce": ["select_topk": .number(0.4)], "nearswap": ["t": .number(0.01)],
    ]

    private static func method(_ name: String) throws -> Method {
        let description = try MethodRegistry.named(name)
        return Method(description, global[name] ?? [:], each: parameters[name] ?? [:])
    }

    private func request(
        _ name: String,
        _ family: CheckpointFamily,
        models: [Int] = [0, 1]
    ) throws -> MergeRequest {
        let method = try Self.method(name)
        return MergeRequest(
            base: family.base,
            models: models.prefix(method.modelCount).map { family.models[$0] },
            method
        )
    }

    @Test(
        "the same bytes for any number of threads and any memory, and as many read as planned",
        arguments: parameters.keys.sorted()
    )
    func sameBytes(name: String) throws {
        let fixture = try MergeFixture(rows: 600)
        let request = try request(name, fixture.family)
        var outputs: Set<Data> = []
        for (threads, memory) in [(1, 3 << 20), (2, 64 << 20), (7, 3 << 20)] {
            let output = fixture.folder.path("\(threads).safetensors")
            let options = ExecutionOptions(threads: threads, memoryLimit: memory)
            let plan = try MergePlan(request, options: options)
            #expect(plan.plannedMemoryByteCount <= memory)
            let report = try plan.merge(into: output)
            #expect(report.bytesRead <= plan.firstPassByteCount + plan.secondPassByteCount)
            #expect(report.bytesRead >= plan.firstPassByteCount)
            outputs.insert(try Data(contentsOf: URL(fileURLWithPath: output)))
        }
        #expect(outputs.count == 1)
    }

    @Test(
        "the order of models changes nothing where it names no random numbers",
        arguments: ["ties", "breadcrumbs", "breadcrumbs_ties", "sce", "ram", "ramplus_tl"]
    )
    func permutation(name: String) throws {
        let fixture = try MergeFixture()
        let merged = try [[0, 1], [1, 0]].map { models in
            let request = try request(name, fixture.family, models: models)
            let plan = try MergePlan(request, options: ExecutionOptions(threads: 1))
            let weights = try plan.mergeInMemory()
            return try weights.tensors.filter { FloatingPointType($0.type) != nil }
                .map { try weights.values(of: $0) }
        }
        #expect(merged[0] == merged[1])
    }

    @Test("a NaN is named with its file, wherever it stands", arguments: parameters.keys.sorted())
    func nonFinite(name: String) throws {
        let fixture = try MergeFixture()
        let count = try Self.method(name).modelCount
        for input in 0...count {
            let values = (0...count).map { position in
                (0..<2000).map { element in
                    position == input && element == 1999 ? .infinity : Double(element + position)
                }
            }
            let request = try fixture.single(values, Self.method(name))
            let error = #expect(throws: MergeError.self) {
                try fixture.merge(request, ExecutionOptions(threads: 1, output: .replacing))
            }
            guard case .nonFinite("weight", request.inputs[input], 1999) = error else {
                Issue.record("\(error.map(String.init(describing:)) ?? "no error")")
                return
            }
        }
    }

    @Test("a result beyond the output's type is an error that names the tensor")
    func overflow() throws {
        let fixture = try MergeFixture()
        let request = try fixture.single(
            [[0, 1], [60000, 1], [60000, 1]],
            type: .f16,
            Method(.dareLinear, each: ["weight": 1])
        )
        let error = #expect(throws: MergeError.self) { try fixture.merge(request) }
        guard case .overflow("weight", .f16, nil) = error else {
            Issue.record("\(error.map(String.init(describing:)) ?? "no error")")
            return
        }
    }

    @Test("a row that no memory holds is refused before anything is read")
    func longRow() throws {
        let fixture = try MergeFixture()
        let request = try fixture.single(
            Array(repeating: (0..<400_000).map(Double.init), count: 3),
            Self.method("della")
        )
        let error = #expect(throws: MergeError.self) {
            try MergePlan(request, options: ExecutionOptions(threads: 1, memoryLimit: 8 << 20))
        }
        guard case .insufficientMemory(8 << 20, let needed) = error else {
            Issue.record("\(error.map(String.init(describing:)) ?? "no error")")
            return
        }
        _ = try MergePlan(request, options: ExecutionOptions(threads: 1, memoryLimit: needed))
    }

    @Test("integers are copied, and must agree", arguments: ["ties", "sce", "nearswap"])
    func integers(name: String) throws {
        let fixture = try MergeFixture()
        let count = try Self.method(name).modelCount
        let paths = (0...count).map { fixture.folder.path("i\($0).safetensors") }
        func write(_ last: UInt8) throws {
            for (position, path) in paths.enumerated() {
                let tensors: [SafetensorsFixture.Tensor] = [
                    ("ids", .u8, [2], [1, position == count ? last : 2]),
                    ("w", .f32, [2], SafetensorsFixture.bytes([Float(position), 2])),
                ]
                try SafetensorsFixture.write(tensors: tensors, to: path)
            }
        }
        let request = MergeRequest(
            base: paths[0],
            models: Array(paths.dropFirst()),
            try Self.method(name)
        )
        try write(2)
        let report = try fixture.merge(request)
        #expect(report.layers.first { $0.name == "ids" }?.rule == "copy")
        try write(7)
        let error = #expect(throws: MergeError.self) {
            try fixture.merge(request, ExecutionOptions(threads: 1, output: .replacing))
        }
        guard case .differingBytes("ids", .u8, _, 1) = error else {
            Issue.record("\(error.map(String.init(describing:)) ?? "no error")")
            return
        }
    }
}
