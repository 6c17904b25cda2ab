import Checkpoints
@testable import MergeEngine
import Merging
import Tensors
import TestSupport
import Testing

@Suite("Merges that share their factorisations")
struct MatrixCacheTests {
    private static let methods: [MethodDescription] = [.isoC, .tsvM, .isoCTS]

    private func weights(
        _ fixture: MergeFixture,
        _ method: MethodDescription,
        alpha: Double,
        _ cache: MatrixCache?
    ) throws -> [[Float]] {
        var options = ExecutionOptions(threads: 2)
        options.matrices = cache
        let recipe = Recipe(
            method,
            base: fixture.family.base,
            models: Array(fixture.family.models.prefix(2)),
            arguments: MethodArguments(global: ["alpha": .number(alpha)])
        )
        let merged = try MergePlan(MergeRequest(recipe), options: options).mergeInMemory()
        return try merged.tensors.filter(\.type.isArithmetic).map { try merged.values(of: $0) }
    }

    @Test("the same bits as without, for every factor", arguments: methods)
    func sameBits(method: MethodDescription) throws {
        let fixture = try MergeFixture(type: .f32, rows: 40)
        let cache = MatrixCache()
        var seen: [[[Float]]] = []
        for alpha in [0.3, 1, 0, 2.5] {
            let shared = try weights(fixture, method, alpha: alpha, cache)
            #expect(shared == (try weights(fixture, method, alpha: alpha, nil)))
            seen.append(shared)
        }
        #expect(seen[0] != seen[1] && seen[1] != seen[3])
        #expect(cache.byteCount > 0)
    }
}
