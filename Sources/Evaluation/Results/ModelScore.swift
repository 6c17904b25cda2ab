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
        Double(dataSets.reduce(0) { $0 + $1.accuracy.images }) / max(seconds, 1e-9)
    }
}

/// How many images of a data set a model put into the right class.
public struct DataSetScore: Sendable, Equatable {
    /// The data set.
    public let name: String
    /// The images of the data set, and those that the model got right.
    public let accuracy: Accuracy
    /// The names of those that were brought to 8-bit channels before they were resized: palettes,
    /// alpha.
    public let converted: [String]
    /// The classes that have images, by label.
    public let classes: [ClassScore]
}

/// How many images of a class a model recognised.
public struct ClassScore: Sendable, Equatable {
    /// The class's folder, or its label.
    public let name: String
    /// The images of the class, and those that the model put into it.
    public let accuracy: Accuracy
}
