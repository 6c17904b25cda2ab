/// A model's place in an accuracy chart.
package struct AccuracyPoint: Sendable, Hashable {
    /// The model's name, for the text that appears when the pointer rests on the point.
    package let name: String
    /// The text next to the point, where it is to bear one.
    package let label: String?
    /// The accuracy on the clean data set, in percent.
    package let clean: Double
    /// The mean accuracy over the shifts, in percent.
    package let shifted: Double

    /// Places a model.
    ///
    /// - Precondition: The accuracies are finite.
    package init(name: String, label: String? = nil, clean: Double, shifted: Double) {
        precondition(clean.isFinite && shifted.isFinite, "'\(name)' has no place on a chart")
        self.name = name
        self.label = label
        self.clean = clean
        self.shifted = shifted
    }
}
