internal import ArgumentParser
internal import Checkpoints
internal import MergeEngine
internal import SystemFiles

/// The models of a soup and where it goes.
struct SoupOptions: ParsableArguments {
    @Argument(help: "The checkpoints.", completion: .file())
    var models: [String]

    @Option(name: .shortAndLong, help: .value("out", "Where the soup goes."), completion: .file())
    var output: String

    @OptionGroup var policy: OutputPolicyArguments

    func validate() throws { try OutputPath.require(output) }

    /// Options for writing the soup.
    func options(_ execution: ExecutionArguments) -> ExecutionOptions {
        var options = execution.options
        options.output = policy.policy
        return options
    }

    /// Refuses an output that could not be written at the end, before hours of evaluation.
    func requireFreeOutput() throws { try policy.requireFree(output) }
}

extension OutputPolicyArguments {
    /// Refuses an output that could not be written at the end, before hours of evaluation.
    func requireFree(_ output: String) throws {
        guard !force, FileSystem.exists(output) else { return }
        guard (try? FileSystem.names(in: output))?.isEmpty == true else {
            throw FileError(.exists, output, "is there already; --force replaces it")
        }
    }
}
