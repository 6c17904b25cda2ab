internal import ArgumentParser
internal import Checkpoints
internal import TextFormats

/// How checkpoints are opened.
struct ReadingArguments: ParsableArguments {
    @Flag(
        help: """
            Pass over classes in PyTorch files that are not on the list, such as \
            argparse.Namespace, instead of refusing the file; nothing is executed either way.
            """
    )
    var skipUnknownGlobals = false

    @Option(
        help: ArgumentHelp(
            "Which dictionary of a PyTorch file holds the tensors.",
            discussion: "The keys that lead to it, as in ema or trainer/ema; . is the outermost.",
            valueName: "name"
        )
    )
    var stateDict: String?

    @Flag(
        help: "Read inputs whole before use: checksums of zip entries, BOOL bytes that are 0 or 1."
    )
    var checkContents = false

    /// The options for PyTorch files.
    var pyTorch: PyTorchOptions {
        PyTorchOptions(skipsUnknownGlobals: skipUnknownGlobals, stateDictionary: stateDict)
    }

    /// A checkpoint that is read with these options.
    func input(_ path: String) -> CheckpointInput { CheckpointInput(path, pyTorch: pyTorch) }

    /// Opens a checkpoint, and checks its contents where that was asked for.
    func open(_ path: String) throws -> Checkpoint {
        let checkpoint = try input(path).open()
        try check([checkpoint])
        return checkpoint
    }

    /// Checks the contents of checkpoints, where that was asked for.
    func check(_ checkpoints: [Checkpoint]) throws {
        guard checkContents else { return }
        for checkpoint in checkpoints {
            for warning in try checkpoint.validateContents() {
                StandardError.print("warning: \(warning)")
            }
        }
    }
}
