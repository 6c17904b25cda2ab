/// What a merge found out about one layer.
package struct LayerFigure: Sendable, Hashable {
    /// The name of the layer's tensor.
    package let name: String
    /// The degrees between the task vectors, where the layer has an angle.
    package let angle: Double?
    /// The ratio `t` at which the average is weighted against the base, where the layer has one.
    package let ratio: Double?

    /// Collects the figures of a layer.
    ///
    /// - Parameters:
    ///   - name: The name of the layer's tensor, in any dialect.
    ///   - angle: The degrees between the task vectors; nil, NaN and infinity are not drawn.
    ///   - ratio: The ratio `t`; nil, NaN and infinity are not drawn.
    package init(name: String, angle: Double?, ratio: Double?) {
        self.name = name
        self.angle = angle.flatMap { $0.isFinite ? $0 : nil }
        self.ratio = ratio.flatMap { $0.isFinite ? $0 : nil }
    }
}
