public import MergeEngine

/// One merge of a batch.
public struct BatchJob: Sendable {
    /// What it is called, and where the merge goes.
    public let place: JobPlace
    /// What is merged, and how.
    public let request: MergeRequest

    /// What events and messages call it.
    public var name: String { place.name }
    /// Where the merge goes.
    public var output: String { place.output }
    /// The text of the recipe: two jobs with the same text and inputs make the same bytes.
    public var recipe: String { request.text }

    /// Creates a job.
    public init(_ place: JobPlace, request: MergeRequest) {
        self.place = place
        self.request = request
    }
}
