/// What a merge found out about one layer.
package struct LayerFigure: Sendable, Hashable {
    /// The name of the layer's tensor.
    package let name: String
    /// The degrees between the task vectors, where the layer has an angle.
    package let angle: Double?
    /// The ratio `t` at which the average is weighted against the base, where the layer has one.
    package let ratio: Double?

    /// The degrees between each pair of vectors, with what to call it; none where only means are shown.
    package let pairs: [Pair]

    /// Two vectors.
    package struct Pair: Sendable, Hashable {
        /// What to call them.
        package let name: String
        /// The degrees between them.
        package let angle: Double

        /// Names a pair.
        package init(name: String, angle: Double) { (self.name, self.angle) = (name, angle) }
    }

    /// Collects the figures of a layer.
    ///
    /// - Parameters:
    ///   - name: The name of the layer's tensor, in any dialect.
    ///   - angle: The degrees between the task vectors; nil, NaN and infinity are not drawn.
    ///   - ratio: The ratio `t`; nil, NaN and infinity are not drawn.
    ///   - pairs: The pairs; NaN and infinity are not drawn.
    package init(name: String, angle: Double?, ratio: Double?, pairs: [Pair] = []) {
        self.name = name
        self.pairs = pairs.filter(\.angle.isFinite)
        self.angle = angle.flatMap { $0.isFinite ? $0 : nil }
        self.ratio = ratio.flatMap { $0.isFinite ? $0 : nil }
    }
}
