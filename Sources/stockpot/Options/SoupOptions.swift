internal import ArgumentParser
internal import MergeEngine
internal import SystemFiles

/// The models of a soup and where it goes.
struct SoupOptions: ParsableArguments {
    @Argument(help: "The checkpoints.", completion: .file())
    var models: [String]

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where the soup goes.", valueName: "out"),
        completion: .file()
    )
    var output: String

    @Option(help: ArgumentHelp("The largest shard of an output folder.", valueName: "size"))
    var maxShardSize = ByteSize(ExecutionOptions.standardShardByteCount)

    @Flag(help: "Replace an existing output.")
    var force = false

    @Flag(help: "Make the output survive a power cut before the soup is called done.")
    var durable = false

    func validate() throws { try OutputPath.require(output) }

    /// Options for writing the soup.
    func options(_ execution: ExecutionArguments) -> ExecutionOptions {
        var options = execution.options
        options.maximumShardByteCount = maxShardSize.byteCount
        options.replacesOutput = force
        options.isDurable = durable
        return options
    }

    /// Refuses an output that could not be written at the end, before hours of evaluation.
    func requireFreeOutput() throws {
        guard !force, FileSystem.exists(output) else { return }
        guard (try? FileSystem.names(in: output))?.isEmpty == true else {
            throw FileError(.exists, output, "is there already; --force replaces it")
        }
    }
}
