internal import ArgumentParser
internal import FoundationEssentials
internal import MergeEngine
internal import TextFormats

/// How a command uses the machine.
struct ExecutionArguments: ParsableArguments {
    @Option(help: .value("n", "The number of workers. (default: one per core)"))
    var threads: Int?

    @Option(
        help: .value(
            "size",
            """
            The ceiling on the memory planned for tiles and matrices. (default: 16M; for methods of \
            matrices what one of them takes in every worker, at most half of the machine's memory)
            """
        )
    )
    var memory: ByteSize?

    @Flag(name: .shortAndLong, help: "Print errors only.")
    var quiet = false

    func validate() throws {
        try CountRange.threads.check(threads, "--threads")
    }

    /// The options of a run that writes nothing.
    var options: ExecutionOptions {
        ExecutionOptions(
            threads: threads ?? ProcessInfo.processInfo.activeProcessorCount,
            memoryLimit: memory?.byteCount
        )
    }

    /// The ceiling on memory for what merges no matrices.
    var memoryLimit: Int { memory?.byteCount ?? ExecutionOptions.standardMemoryLimit }

    /// Prints messages for a person.
    func note(_ lines: [String]) {
        if !quiet { for line in lines { StandardError.print("\(line)") } }
    }
}
