internal import ArgumentParser
internal import CLIPModels
internal import MergeEngine
internal import SystemFiles

/// What to do about inputs that do not go together.
///
/// What it proposes was planned first.
struct MergeAdvice {
    /// What followed the program's name.
    let arguments: [String]

    /// A clause to follow the error's own text; nothing where nothing helps.
    func text(for remedy: MergeRemedy) -> String {
        switch remedy {
        case .conversion(let path, let dialect, let prefix): conversion(of: path, dialect, prefix)
        case .headOfModels:
            works("--head", "average")
                ? "; with --head average the merge has the models' head and interpolates the rest"
                : ""
        case .sharedTensors:
            works("--intersection") ? "; --intersection merges what all inputs have" : ""
        case .baseValues(let tensor): baseValues(of: tensor)
        case .plainAverage: "; --ignore REGEX averages it plainly"
        case .widerType: " (--dtype)"
        case .memory(let count): " (--memory \(count))"
        }
    }

    /// The option that leaves out one tensor by its whole name.
    private func baseValues(of tensor: String) -> String {
        let name = tensor.replacing(".", with: #"\."#)
        let isPlain = tensor.utf8.allSatisfy { byte in
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
                || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "._".utf8.contains(byte)
        }
        guard isPlain, works("--exclude", "^\(name)$") else { return "" }
        return "; --exclude '^\(name)$' keeps the base's"
    }

    private func works(_ more: String...) -> Bool { MergeCommand.canPlan(arguments + more) }

    /// The command that converts an input, once it is known to be possible; else why it is not.
    private func conversion(of path: String, _ dialect: Dialect?, _ prefix: String?) -> String {
        var options: [String] = []
        if let name = dialect?.optionName { options += ["--dialect", name] }
        if let prefix { options += ["--prefix", prefix] }
        options += reading
        let outputs = Self.outputs(of: path)
        let commands = outputs.map { ["convert", path, "-o", $0] + options }
        let candidates = commands + commands.map { $0 + ["--keep-unknown"] }
        var obstacle: (any Error)?
        for candidate in candidates {
            guard let found = ConvertCommand.obstacle(to: candidate) else {
                let words = candidate.map { ShellWord($0).description }.joined(separator: " ")
                return "; fix it with: stockpot \(words)"
            }
            obstacle = obstacle ?? found
        }
        return obstacle.map { "; it cannot be converted: \($0)" } ?? ""
    }

    /// The options by which the command at hand reads its inputs.
    private var reading: [String] {
        let command = try? Stockpot.parseAsRoot(arguments)
        return (command as? any CheckpointReadingCommand)?.reading.words ?? []
    }

    /// Names next to a model that say that it was converted: of its own kind, then of a single file,
    /// which needs no configuration.
    private static func outputs(of path: String) -> [String] {
        let endings = [".safetensors", ".pt", ".pth", ".bin", ".ckpt", ".index.json"]
        let ending = endings.first { path.hasSuffix($0) } ?? ""
        let stem = String(path.dropLast(ending.count)) + "-converted"
        let names = ending.isEmpty ? [stem, stem + ".safetensors"] : [stem + ".safetensors"]
        return names.filter { !FileSystem.exists($0) }
    }
}

/// A command that opens checkpoints.
protocol CheckpointReadingCommand {
    /// How it does so.
    var reading: ReadingArguments { get }
}

extension MergeCommand: CheckpointReadingCommand {}
extension AnglesCommand: CheckpointReadingCommand {}
extension VerifyCommand: CheckpointReadingCommand {}
extension UniformSoupCommand: CheckpointReadingCommand {}
extension GreedySoupCommand: CheckpointReadingCommand {}
extension WiseFTCommand: CheckpointReadingCommand {}

extension ReadingArguments {
    /// The options as they are written.
    var words: [String] {
        (skipUnknownGlobals ? ["--skip-unknown-globals"] : [])
            + (stateDict.map { ["--state-dict", $0] } ?? [])
            + stripPrefix.flatMap { ["--strip-prefix", $0] }
    }
}
