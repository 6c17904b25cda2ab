internal import ArgumentParser
internal import CLIPModels
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
        help: .value(
            "name",
            "Which dictionary of a PyTorch file holds the tensors.",
            discussion:
                "The keys that lead to it, as in ema or trainer/ema; . is the outermost. An output in "
                + "PyTorch's format gets the same."
        )
    )
    var stateDict: String?

    @Option(
        help: .value(
            "prefix",
            "Read the tensors of inputs without this beginning of their names; may be repeated.",
            discussion:
                "The wrappers module., _orig_mod., _fsdp_wrapped_module. and "
                + "_checkpoint_wrapped_module. go without saying."
        )
    )
    var stripPrefix: [String] = []

    @Flag(
        help: "Read inputs whole before use: checksums of zip entries, BOOL bytes that are 0 or 1."
    )
    var checkContents = false

    /// The options for PyTorch files alone.
    var pyTorch: PyTorchOptions { options.pyTorch }

    /// The options as libraries take them.
    var options: ReadingOptions {
        ReadingOptions(
            pyTorch: PyTorchOptions(
                skipsUnknownGlobals: skipUnknownGlobals,
                stateDictionary: stateDict
            ),
            strippedPrefixes: stripPrefix
        )
    }

    /// Whether something is to be found out about inputs before they are used.
    var checksInputs: Bool { checkContents || !stripPrefix.isEmpty }

    func validate() throws {
        guard stripPrefix.allSatisfy({ !$0.isEmpty && $0 != "." }) else {
            throw ValidationError("--strip-prefix is empty; give what names begin with")
        }
    }

    /// A checkpoint that is read with these options.
    func input(_ path: String) -> CheckpointInput { CheckpointInput(path, reading: options) }

    /// Opens a checkpoint, and checks its contents where that was asked for.
    func open(_ path: String) throws -> Checkpoint { try open([path])[0] }

    /// Opens the checkpoints of a command, and checks their contents where that was asked for.
    func open(_ paths: [String]) throws -> [Checkpoint] {
        let checkpoints = try paths.map { try input($0).openModel() }
        try check(checkpoints)
        return checkpoints
    }

    /// Refuses a prefix that no name begins with, and checks the contents of checkpoints, where
    /// that was asked for.
    ///
    /// - Parameter checkpoints: All that a command opens: a base may lack what the models have.
    /// - Throws: `ValidationError`; what reading the contents throws.
    func check(_ checkpoints: [Checkpoint]) throws {
        for prefix in stripPrefix
        where !checkpoints.contains(where: { $0.strippedPrefixes.containsExactly(prefix) }) {
            let example = checkpoints.first?.tensors.first.map {
                "; the first is \(PrintableText.quoted($0.name))"
            }
            throw ValidationError(
                "--strip-prefix \(prefix): no tensor's name begins with it\(example ?? "")"
            )
        }
        guard checkContents else { return }
        for checkpoint in checkpoints {
            for warning in try checkpoint.validateContents() {
                StandardError.print("warning: \(warning)")
            }
        }
    }
}
