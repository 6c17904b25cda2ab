import Foundation
import MergeEngine
import Merging
import TestSupport
import Testing
import Workers

@Suite("Merges that share what they read")
struct MergeGroupTests {
    private let fixture: MergeFixture
    /// Large enough that layers have several segments.
    private static let rows = 600

    init() throws { fixture = try MergeFixture(modelCount: 3, rows: Self.rows) }

    private func request(_ models: [Int], _ method: Method) -> MergeRequest {
        MergeRequest(
            base: fixture.family.base,
            models: models.map { fixture.family.models[$0] },
            method
        )
    }

    private func plan(_ request: MergeRequest) throws -> MergePlan {
        try MergePlan(request, options: ExecutionOptions(threads: 2))
    }

    /// Merges together and alone, and compares.
    private func compare(_ requests: [MergeRequest], threads: Int) throws -> [MergeReport] {
        let options = ExecutionOptions(threads: threads, memoryLimit: 64 << 20)
        let outputs = requests.indices.map {
            fixture.folder.path("together-\(UUID())-\($0).safetensors")
        }
        let shared = try #require(MergeGroup(requests.map(plan), options: options))
        let reports = try shared.merge(into: outputs).map { try $0.get() }
        for (position, request) in requests.enumerated() {
            let alone = fixture.folder.path("alone-\(UUID()).safetensors")
            _ = try plan(request).merge(into: alone)
            let bytes = try Data(contentsOf: URL(fileURLWithPath: outputs[position]))
            let expected = try Data(contentsOf: URL(fileURLWithPath: alone))
            #expect(bytes == expected, "merge \(position)")
        }
        return reports
    }

    @Test(
        "pairs give the bytes that each has alone, and read every input once per pass",
        arguments: 1...3
    )
    func pairs(threads: Int) throws {
        let pairs = [[0, 1], [0, 2], [1, 2]]
        let requests = pairs.map { request($0, Method(.modelStock)) }
        let reports = try compare(requests, threads: threads)
        let read = reports.reduce(0) { $0 + $1.bytesRead }
        let alone = try requests.map { try plan($0).firstPassByteCount }.reduce(0, +)
        // Four inputs in two passes, where three merges of three would read nine in two.
        #expect(read <= alone * 2 * 4 / 9 && read >= alone * 4 / 9, "\(read) of \(alone)")
    }

    @Test("different methods of the same models, and a sweep over a parameter")
    func methods() throws {
        _ = try compare(
            [
                request([0, 1], Method(.modelStock)),
                request([0, 1], Method(.average)),
                request([1, 2], Method(.taskArithmetic, weights: [0.5, 0.3])),
            ],
            threads: 2
        )
        _ = try compare(
            [0.1, 0.2, 1].map { request([2], Method(.wiseFT, ["alpha": .number($0)])) },
            threads: 2
        )
    }

    @Test("methods that decide element by element", arguments: ["ties", "dare_ties", "della"])
    func elementwise(method: String) throws {
        let made = Method(try MethodRegistry.named(method), each: ["weight": 0.5, "density": 0.5])
        func request(_ models: [Int]) -> MergeRequest { self.request(models, made) }
        _ = try compare([request([0, 1]), request([1, 2]), request([2, 0])], threads: 2)
    }

    @Test("one that fails leaves nothing, and stops no other")
    func failure() throws {
        let requests = [[0, 1], [0, 2]].map { request($0, Method(.modelStock)) }
        let shared = try #require(
            MergeGroup(
                requests.map(plan),
                options: ExecutionOptions(threads: 2, memoryLimit: 64 << 20)
            )
        )
        let outputs = [
            fixture.folder.path("absent/merged.safetensors"),
            fixture.folder.path("merged.safetensors"),
        ]
        let results = shared.merge(into: outputs)
        #expect(throws: (any Error).self) { try results[0].get() }
        #expect(try results[1].get().output == outputs[1])
    }

    @Test("cancelled merges all say so and leave nothing")
    func cancelled() throws {
        let requests = [[0, 1], [0, 2]].map { request($0, Method(.modelStock)) }
        let shared = try #require(
            MergeGroup(
                requests.map(plan),
                options: ExecutionOptions(threads: 1, memoryLimit: 64 << 20)
            )
        )
        let before = try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path("."))
        let cancellation = Cancellation()
        cancellation.cancel()
        let outputs = ["x", "y"].map { fixture.folder.path($0 + ".safetensors") }
        for result in shared.merge(into: outputs, cancellation: cancellation) {
            #expect(throws: WorkError.cancelled) { try result.get() }
        }
        let after = try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path("."))
        #expect(after.count == before.count)
    }

    @Test("different pieces, different memory, and too little of it, are not shared")
    func refused() throws {
        let stock = try plan(request([0, 1], Method(.modelStock)))
        let options = ExecutionOptions(threads: 1, memoryLimit: 64 << 20)
        let one = try plan(request([0], Method(.wiseFT, ["alpha": 0.5])))
        #expect(MergeGroup([stock, one], options: options) == nil)
        let rows = try plan(
            request([0, 1], Method(.nuslerp, ["nuslerp_flatten": false], weights: [1, 1]))
        )
        #expect(MergeGroup([stock, rows], options: options) == nil)
        let little = ExecutionOptions(threads: 1, memoryLimit: 2 << 20)
        #expect(MergeGroup([stock, stock], options: little) == nil)
        #expect(MergeGroup([stock, stock], options: options) != nil)
    }
}
