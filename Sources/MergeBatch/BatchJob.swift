package import MergeEngine

/// One merge of a batch.
package struct BatchJob: Sendable {
    /// What it is called, and where the merge goes.
    package let place: JobPlace
    /// What is merged, and how.
    package let request: MergeRequest

    /// What events and messages call it.
    package var name: String { place.name }
    /// Where the merge goes.
    package var output: String { place.output }
    /// The text of the recipe: two jobs with the same text and inputs make the same bytes.
    package var recipe: String { request.text }

    /// Creates a job.
    package init(_ place: JobPlace, request: MergeRequest) {
        self.place = place
        self.request = request
    }
}

/// What a job is called, where its merge goes, and where the file of jobs says so.
package struct JobPlace: Sendable, Equatable {
    /// What events and messages call it.
    package let name: String
    /// Where the merge goes.
    package let output: String
    /// Where it is, `FILE:LINE`, for messages.
    package let line: String?

    /// Names a job.
    package init(name: String, output: String, line: String? = nil) {
        self.name = name
        self.output = output
        self.line = line
    }
}
