/// How an evaluation uses the machine.
public struct EvaluationOptions: Sendable, Equatable {
    /// The number of threads that decode images, in addition to those of the models.
    public var threads: Int
    /// The number of images that a model classifies at a time.
    public var batchSize: Int

    /// Creates options.
    ///
    /// - Precondition: Both numbers are positive.
    public init(threads: Int, batchSize: Int = 32) {
        precondition(threads > 0 && batchSize > 0, "at least one thread, and one image to a batch")
        self.threads = threads
        self.batchSize = batchSize
    }
}
