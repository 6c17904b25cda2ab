public import MergeEngine

/// One merge of a batch.
public struct BatchJob: Sendable {
    /// What events and messages call it.
    public let name: String
    /// Where the merge goes.
    public let output: String
    /// What is merged, and how.
    public let request: MergeRequest
    /// The recipe in its canonical text: two jobs with the same text and inputs make the same bytes.
    public let recipe: String
    /// Where it stands, `FILE:LINE`, for messages.
    public let place: String?

    /// Creates a job.
    public init(
        name: String,
        output: String,
        request: MergeRequest,
        recipe: String,
        place: String? = nil
    ) {
        self.name = name
        self.output = output
        self.request = request
        self.recipe = recipe
        self.place = place
    }
}
