import MergeEngine
import Merging
import Tensors
import TestSupport
import Testing

@Suite("Same inputs, same bytes")
struct SameBytesTests {
    @Test("for any number of threads", arguments: [FloatingPointType.f32, .bf16])
    func threads(type: FloatingPointType) throws {
        let fixture = try MergeFixture(modelCount: 3, type: type, rows: 600)
        let outputs = try [1, 2, 3, 8].map { threads in
            let name = "threads_\(threads).safetensors"
            try fixture.merge(fixture.request(), ExecutionOptions(threads: threads), as: name)
            return try fixture.folder.bytes(of: name)
        }
        #expect(outputs.allSatisfy { $0 == outputs[0] })
    }

    @Test("for any memory limit and every granularity", arguments: Granularity.allCases)
    func memory(granularity: Granularity) throws {
        let fixture = try MergeFixture(rows: 600)
        let request = fixture.request(
            Method(.modelStock, ["granularity": .text(granularity.rawValue)])
        )
        let outputs = try [1 << 20, 2 << 20, 64 << 20].map { limit in
            let name = "memory_\(limit).safetensors"
            let options = ExecutionOptions(threads: 2, memoryLimit: limit)
            try fixture.merge(request, options, as: name)
            return try fixture.folder.bytes(of: name)
        }
        #expect(outputs.allSatisfy { $0 == outputs[0] })
    }

    @Test("the same merge twice, even after others")
    func twice() throws {
        let fixture = try MergeFixture()
        try fixture.merge(fixture.request(), as: "first.safetensors")
        try fixture.merge(fixture.request(), as: "second.safetensors")
        #expect(
            try fixture.folder.bytes(of: "first.safetensors")
                == fixture.folder.bytes(of: "second.safetensors")
        )
    }

    @Test("reports are equal but for times, for any number of threads")
    func reports() throws {
        let fixture = try MergeFixture(modelCount: 4)
        let reports = try [1, 3].map { threads in
            try MergePlan(
                fixture.request(Method(.modelStock, ["granularity": "lastdim"])),
                options: ExecutionOptions(threads: threads)
            ).measure()
        }
        #expect(reports[0].layers == reports[1].layers)
        #expect(reports[0].layers.count == CheckpointFamily.shapes(rows: 1).count + 1)
    }

    @Test("models permuted: the same ratios, and elements within one unit in the last place")
    func permuted() throws {
        let fixture = try MergeFixture(modelCount: 3)
        let models = fixture.family.models
        let forward = try fixture.merge(fixture.request(), as: "forward.safetensors")
        let backward = try fixture.merge(
            fixture.request(models: models.reversed()),
            as: "backward.safetensors"
        )
        for (one, other) in zip(forward.layers, backward.layers) {
            #expect(((one.t ?? 0) - (other.t ?? 0)).magnitude < 1e-13)
        }
    }
}
