import Checkpoints
import MergeEngine
import Merging
import Tensors
import TestSupport
import Testing

@Suite("Merges in memory")
struct MergedWeightsTests {
    private static let methods: [Method] = [
        Method(.modelStock),
        Method(.modelStock, ["granularity": "lastdim"]),
        Method(.average), Method(.wiseFT, ["alpha": 0.375]),
        Method(.wiseFT, ["alpha": 0]),
    ]

    @Test("hold what the file holds", arguments: FloatingPointType.allCases, methods.indices)
    func equalToTheFile(type: FloatingPointType, method: Int) throws {
        try compare(MergeFixture(modelCount: 3, type: type), Self.methods[method])
    }

    @Test("also where several workers fill one tensor")
    func severalSegments() throws {
        try compare(MergeFixture(modelCount: 3, rows: 600), Self.methods[2])
    }

    private func compare(_ fixture: MergeFixture, _ method: Method) throws {
        let request = fixture.request(method)
        let plan = try MergePlan(request, options: ExecutionOptions(threads: 3))
        let weights = try plan.mergeInMemory()
        try fixture.merge(request)
        let file = try Checkpoint.open(fixture.folder.path("merged.safetensors"))
        #expect(Set(weights.tensors.map(\.name)) == Set(file.tensors.map(\.name)))
        for tensor in weights.tensors {
            let record = try #require(file[tensor.name])
            guard let stored = FloatingPointType(record.type) else { continue }
            let isEqual =
                try weights.values(of: tensor) == Self.values(of: record, in: file, stored)
            #expect(isEqual, "\(tensor.name)")
        }
    }

    @Test("give no values of integers")
    func integers() throws {
        let fixture = try MergeFixture()
        let plan = try MergePlan(fixture.request(), options: ExecutionOptions(threads: 1))
        let weights = try plan.mergeInMemory()
        let buffer = try #require(weights.tensors.first { $0.type == .i64 })
        let error = #expect(throws: MergeError.self) { try weights.values(of: buffer) }
        #expect(
            error?.description
                == "tensor 'vision_model.embeddings.position_ids' is I64: only floating-point "
                + "tensors take part in an evaluation"
        )
    }

    private static func values(
        of tensor: TensorRecord,
        in file: Checkpoint,
        _ type: FloatingPointType
    ) throws -> [Float] {
        var buffer = AlignedBuffer<UInt8>(repeating: 0, count: tensor.byteCount)
        var bytes = buffer.mutableBytes(0..<tensor.byteCount)
        try file.read(tensor, at: 0, into: &bytes)
        var values = [Float](repeating: 0, count: tensor.shape.elementCount)
        var span = values.mutableSpan
        type.convert(buffer.bytes(0..<tensor.byteCount), into: &span)
        return values
    }
}
