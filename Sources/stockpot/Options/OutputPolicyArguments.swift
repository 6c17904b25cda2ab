internal import ArgumentParser
internal import Checkpoints

/// How an output takes its place.
struct OutputPolicyArguments: ParsableArguments {
    @Option(help: .value("size", "The largest shard of an output folder."))
    var maxShardSize = ByteSize(OutputPolicy.standardShardByteCount)

    @Flag(help: "Replace what is there already: the output, and a report.")
    var force = false

    @Flag(help: "Make the output survive a power cut before the command is called done.")
    var durable = false

    /// The policy that they mean.
    var policy: OutputPolicy {
        OutputPolicy(
            replaces: force,
            isDurable: durable,
            maximumShardByteCount: maxShardSize.byteCount
        )
    }
}
