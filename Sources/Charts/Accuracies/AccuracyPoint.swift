/// A model's place in an accuracy chart.
public struct AccuracyPoint: Sendable, Hashable {
    /// The model's name, for the text that appears when the pointer rests on the point.
    public let name: String
    /// The text beside the point, where it is to bear one.
    public let label: String?
    /// The accuracy on the clean data set, in percent.
    public let clean: Double
    /// The mean accuracy over the shifts, in percent.
    public let shifted: Double

    /// Places a model.
    ///
    /// - Precondition: The accuracies are finite.
    public init(name: String, label: String? = nil, clean: Double, shifted: Double) {
        precondition(clean.isFinite && shifted.isFinite, "'\(name)' has no place on a chart")
        self.name = name
        self.label = label
        self.clean = clean
        self.shifted = shifted
    }
}
