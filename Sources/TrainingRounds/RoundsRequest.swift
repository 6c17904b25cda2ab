package import MergeEngine

/// What a merger of rounds does.
package struct RoundsRequest: Sendable {
    /// How a round is merged; its models are the names of copies, `RoundFolder.copyName`.
    package var recipe: Recipe
    /// The number of copies.
    package var copyCount: Int
    /// The folder of the rounds.
    package var folder: String
    /// How merges use the machine and its files; outputs that have no `DONE` are replaced.
    package var execution: ExecutionOptions
    /// How many seconds after the first copy of a round the others may come; nil waits for ever.
    package var timeout: Double?
    /// The number of rounds after which there are no more; nil for no end.
    package var roundLimit: Int?

    /// Creates a request.
    package init(
        _ recipe: Recipe,
        copyCount: Int,
        folder: String,
        execution: ExecutionOptions,
        timeout: Double? = nil,
        roundLimit: Int? = nil
    ) {
        self.recipe = recipe
        self.copyCount = copyCount
        self.folder = folder
        self.execution = execution
        self.timeout = timeout
        self.roundLimit = roundLimit
    }
}

/// What a merger of rounds tells.
package enum RoundsEvent: Sendable {
    /// It waits for the copies of a round.
    case waits(RoundFolder)
    /// A round is done.
    case done(RoundFolder, MergeReport)
}
