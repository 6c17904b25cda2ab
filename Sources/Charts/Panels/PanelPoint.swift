/// A point of a panel.
package struct PanelPoint: Sendable, Equatable {
    /// What it is, for the text that appears when the pointer rests on it.
    package let name: String
    /// The text next to the point, if any.
    package let label: String?
    /// The value on the horizontal axis.
    package let x: Double
    /// The value on the vertical axis.
    package let y: Double
    /// By how much the vertical value may be off: the half length of a bar.
    package let error: Double?

    /// Places a point.
    ///
    /// - Precondition: All numbers are finite.
    package init(name: String, label: String? = nil, x: Double, y: Double, error: Double? = nil) {
        precondition(x.isFinite && y.isFinite && (error ?? 0).isFinite, "'\(name)' has no place")
        self.name = name
        self.label = label
        (self.x, self.y, self.error) = (x, y, error)
    }
}
