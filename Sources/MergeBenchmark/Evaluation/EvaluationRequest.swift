/// What is to be measured of the forward pass, and how.
public struct EvaluationRequest: Sendable {
    /// The threads of our forward pass and of the peer.
    public var threads = 1
    /// The images in a batch.
    public var batch = 32
    /// The batches of a round.
    public var batchesPerRound = 2
    /// The rounds in which both take turns.
    public var runs = 5
    /// A program that takes `--threads N --batch N --batches N` and prints images per second.
    public var peer: String?
    /// Where the peer's output is kept for a moment; nil for the system's place.
    public var folder: String?

    /// Creates a request for batches of 32 images on one thread.
    public init() {}
}
