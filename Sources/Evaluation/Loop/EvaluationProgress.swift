/// How far an evaluation has come.
public struct EvaluationProgress: Sendable {
    /// The data set at hand.
    public let dataSet: String
    /// The images that all models have rated so far.
    public let images: Int
    /// The images of all data sets.
    public let imageCount: Int
    /// The time since the first image, in seconds.
    public let seconds: Double

    /// Images rated by all models in a second.
    public var imagesPerSecond: Double { Double(images) / max(seconds, 1e-9) }

    /// The time left at the rate so far, in seconds; nil before the first batch.
    public var secondsLeft: Double? {
        images == 0 ? nil : Double(imageCount - images) / imagesPerSecond
    }
}
