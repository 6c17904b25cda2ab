/// What a model scored on every data set.
public struct ModelScore: Sendable, Equatable {
    /// The model.
    public let model: String
    /// The scores in the order of the data sets.
    public let dataSets: [DataSetScore]
    /// The time of the model's own work, and an equal share of the time spent waiting for images.
    public let seconds: Double

    /// The images of all data sets by that time.
    public var imagesPerSecond: Double {
        Double(dataSets.reduce(0) { $0 + $1.images }) / max(seconds, 1e-9)
    }
}
