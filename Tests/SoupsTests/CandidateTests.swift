import Checkpoints
import MergeEngine
import Soups
import Tensors
import TestSupport
import Testing

@Suite("Candidates")
struct CandidateTests {
    private let folder: TemporaryFolder
    private let options = ExecutionOptions(threads: 2)

    init() throws { folder = try TemporaryFolder() }

    private func soup(_ models: [String]) throws -> MergedWeights {
        let request = Candidate.soupRequest(models, reading: ReadingOptions())
        return try MergePlan(request, options: options).mergeInMemory()
    }

    private func values(_ weights: MergedWeights) throws -> [[Float]] {
        try weights.tensors.filter { $0.type.isArithmetic }.map { try weights.values(of: $0) }
    }

    @Test("one model is evaluated from its own file")
    func single() {
        let options = ReadingOptions(pyTorch: PyTorchOptions(stateDictionary: "ema"))
        guard case .checkpoint(let input) = Candidate.soup(of: ["m"], reading: options),
            input.path == "m", input.reading == options
        else {
            Issue.record("a soup of one model is the model")
            return
        }
    }

    @Test("equal models make the same model, bit for bit", arguments: 1...7)
    func equalModels(count: Int) throws {
        let model = try CheckpointFamily(in: folder).models[0]
        let alone = try values(soup([model])).map { $0.map(\.bitPattern) }
        let soup = try values(soup(Array(repeating: model, count: count)))
        #expect(soup.map { $0.map(\.bitPattern) } == alone)
    }

    @Test("the order of models moves nothing by more than a unit in the last place")
    func permuted() throws {
        let models = try CheckpointFamily(in: folder, modelCount: 5).models
        let forward = try values(soup(models)).joined()
        let backward = try values(soup(models.reversed())).joined()
        for (one, other) in zip(forward, backward) {
            #expect(one == other || one.nextUp == other || one.nextDown == other)
        }
    }
}
