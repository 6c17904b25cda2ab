import Checkpoints
import MergeEngine
import Merging
import TestSupport
import TrainingRounds
import Workers

/// A folder with a base, two models around it, and rounds to which the models are copied.
struct RoundsFixture {
    let files: TemporaryFolder
    let family: CheckpointFamily

    init() throws {
        files = try TemporaryFolder()
        family = try CheckpointFamily(in: files)
    }

    var rounds: String { files.path("rounds") }

    func folder(_ round: Int) -> RoundFolder { RoundFolder(round, in: rounds) }

    /// Leaves a model as a copy of a round.
    func leave(copy: Int, of round: Int, model: Int? = nil) throws {
        let bytes = try files.bytes(of: "model_\(model ?? copy).safetensors")
        try leave(bytes, copy: copy, of: round)
    }

    func leave(_ bytes: [UInt8], copy: Int, of round: Int) throws {
        try files.write(bytes, as: name(round, RoundFolder.copyName(copy)))
    }

    func name(_ round: Int, _ file: String) -> String {
        String(folder(round).path.dropFirst(files.path.count + 1)) + "/" + file
    }

    func bytes(_ round: Int, _ file: String) throws -> [UInt8] {
        try files.bytes(of: name(round, file))
    }

    /// What the first line of a round's file says.
    func text(_ round: Int, _ file: String) throws -> String {
        String(decoding: try bytes(round, file), as: UTF8.self)
    }

    func names(_ round: Int) throws -> [String] { try files.names(in: name(round, "")) }

    /// Merges as many rounds.
    @discardableResult
    func run(
        rounds: Int = 1,
        timeout: Double? = nil,
        method: MethodDescription = .modelStock,
        cancellation: Cancellation = Cancellation(),
        listener: @escaping (RoundsEvent) throws -> Void = { _ in }
    ) throws -> Int {
        let recipe = Recipe(
            method,
            base: method.base == .required ? family.base : nil,
            models: (0..<2).map(RoundFolder.copyName)
        )
        let request = RoundsRequest(
            recipe,
            copyCount: 2,
            folder: self.rounds,
            execution: ExecutionOptions(threads: 1),
            timeout: timeout,
            roundLimit: rounds
        )
        return try RoundsMerger(request, cancellation: cancellation, listener: listener).run()
    }

    /// The tensors of a merge of files, without rounds, by name.
    func merged(_ models: [String], _ method: MethodDescription) throws -> [String: [UInt8]] {
        let recipe = Recipe(
            method,
            base: method.base == .required ? family.base : nil,
            models: models
        )
        let path = files.path("expected.safetensors")
        let output = OutputPolicy(replaces: true)
        _ = try MergePlan(
            MergeRequest(recipe),
            options: ExecutionOptions(threads: 1, output: output)
        ).merge(into: path)
        return try tensors(path)
    }

    /// The bytes of a file's tensors, by name.
    func tensors(_ path: String) throws -> [String: [UInt8]] {
        let checkpoint = try Checkpoint.open(path)
        return try checkpoint.tensors.reduce(into: [:]) {
            $0[$1.name] = try checkpoint.bytes(of: $1)
        }
    }
}
