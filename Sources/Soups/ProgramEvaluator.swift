internal import Checkpoints
package import MergeEngine
internal import SystemFiles
package import Workers

/// Measures models with a program that prints an accuracy.
package struct ProgramEvaluator: AccuracyEvaluator {
    private let command: String
    private let words: [String]
    private let timeout: Duration
    private let options: ExecutionOptions

    /// Describes a program.
    ///
    /// - Parameters:
    ///   - command: The program and its arguments with spaces between them; no shell reads them.
    ///     `{checkpoint}` stands for the model's path, `{data}` for the data set's.
    ///   - timeout: How long one run may take.
    ///   - options: How merges for it use the machine.
    /// - Throws: `SoupError.command` when the command does not say where the checkpoint goes.
    package init(
        _ command: String,
        timeout: Duration,
        options: ExecutionOptions
    ) throws(SoupError) {
        words = command.split(whereSeparator: \.isWhitespace).map(String.init)
        guard words.dropFirst().contains(where: { $0.contains(Self.checkpoint) }) else {
            throw .command(command, reason: "an argument must hold \(Self.checkpoint)")
        }
        self.command = command
        self.timeout = timeout
        self.options = options
    }

    /// Runs the program once for each data set.
    ///
    /// A merge is written for it as the folder that the command line's merge would write, and
    /// removed afterwards. The program gets the folder where the first input is one, else the file
    /// in it: whatever reads the models reads the merge in the same way.
    ///
    /// - Throws: `SoupError.program` when the program fails, takes too long or prints anything but
    ///   a number from 0 to 1; what the engine throws when a merge cannot be made.
    package func accuracies(
        of candidate: Candidate,
        on dataSets: [DataSetFolder],
        cancellation: Cancellation
    ) throws -> [Double] {
        switch candidate {
        case .checkpoint(let input) where input.reading == ReadingOptions():
            try run(input.path, dataSets, cancellation)
        case .checkpoint(let input):
            // The program does not know the options: it gets what they choose, as of a merge.
            try withFolder(
                of: Candidate.soupRequest([input.path], reading: input.reading),
                cancellation
            ) { try run($0, dataSets, cancellation) }
        case .merge(let request):
            try withFolder(of: request, cancellation) { try run($0, dataSets, cancellation) }
        }
    }

    private func withFolder<Result>(
        of request: MergeRequest,
        _ cancellation: Cancellation,
        _ body: (String) throws -> Result
    ) throws -> Result {
        let parent = try FileSystem.makeTemporaryFolder()
        defer { FileSystem.removeAll(parent) }
        let folder = parent + "/candidate"
        // One file of weights, whatever its size.
        var options = options
        options.output.maximumShardByteCount = .max
        let plan = try MergePlan(request, options: options)
        _ = try plan.merge(into: folder, cancellation: cancellation)
        let first = request.base ?? request.models.first ?? ""
        return try body(FileSystem.isFolder(first) ? folder : folder + "/model.safetensors")
    }

    private func run(
        _ checkpoint: String,
        _ dataSets: [DataSetFolder],
        _ cancellation: Cancellation
    ) throws -> [Double] {
        try dataSets.map { dataSet in
            let arguments = words.map {
                Self.fill($0, checkpoint: checkpoint, data: dataSet.path)
            }
            return try accuracy(from: arguments, cancellation)
        }
    }

    private func accuracy(
        from arguments: [String],
        _ cancellation: Cancellation
    ) throws -> Double {
        let outcome: TimedProgram.Outcome
        do {
            outcome = try TimedProgram(arguments).run(timeout: timeout, cancellation)
        } catch let error as FileError {
            throw SoupError.program(command: error.path, reason: error.message, messages: "")
        }
        if let error = outcome.error(of: command) { throw error }
        let text = outcome.output.split(whereSeparator: \.isWhitespace)
        guard text.count == 1, let value = Double(text[0]), (0...1).contains(value) else {
            let shown = outcome.output.prefix(100).split(whereSeparator: \.isNewline)
            throw failure(
                "must print one number from 0 to 1, and printed '\(shown.joined(separator: " "))'",
                outcome.messages
            )
        }
        return value
    }

    private func failure(_ reason: String, _ messages: String) -> SoupError {
        .program(command: command, reason: reason, messages: messages)
    }

    /// A word of the command with its places filled in one pass, so that a path that looks like a
    /// place stays as it is.
    private static func fill(_ word: String, checkpoint path: String, data: String) -> String {
        var (result, rest) = ("", word[...])
        while let first = rest.first {
            if rest.hasPrefix(checkpoint) {
                result += path
                rest = rest.dropFirst(checkpoint.count)
            } else if rest.hasPrefix(Self.data) {
                result += data
                rest = rest.dropFirst(Self.data.count)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    private static let checkpoint = "{checkpoint}"
    private static let data = "{data}"
}
