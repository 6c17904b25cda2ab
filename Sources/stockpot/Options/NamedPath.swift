internal import ArgumentParser
internal import Checkpoints
internal import TextFormats

/// A path with a name of its own: `NAME=PATH`.
struct NamedPath: ExpressibleByArgument {
    let name: String
    let path: String

    static var defaultCompletionKind: CompletionKind { .file() }

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty else { return nil }
        (name, path) = (parts[0], parts[1])
    }

    /// Refuses a name that occurs twice.
    static func requireDistinct(_ entries: [NamedPath], _ option: String) throws {
        let names = Dictionary(grouping: entries) { UTF8Key($0.name) }
        for entry in entries where names[entry.name]?.count != 1 {
            throw ValidationError("\(option) \(entry.name): the name occurs twice")
        }
    }
}

/// Where an output checkpoint goes, as the command line names it.
enum OutputPath {
    /// Refuses names of files that are not written.
    static func require(_ path: String) throws {
        guard let refusal = CheckpointDestination.refusal(of: path) else { return }
        throw ValidationError("--output: " + refusal)
    }
}
