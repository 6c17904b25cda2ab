/// Values in a power of ten in which an axis can label them: from hundredths to hundreds of thousands.
struct ScaledValues {
    /// What values are multiplied by.
    let factor: Double
    /// The power of ten that the axis's title names, such as ` (× 10^-9)`; empty for 1.
    let suffix: String

    init(_ values: [Double]) {
        let (least, most) = (values.min() ?? 0, values.max() ?? 1)
        let span = most > least ? most - least : max(most.magnitude, 1)
        var (factor, exponent) = (1.0, 0)
        if span < 1e-3 || span > 1e6 {
            while span * factor < 1, exponent > -300 {
                (factor, exponent) = (factor * 10, exponent - 1)
            }
            while span * factor >= 10, exponent < 300 {
                (factor, exponent) = (factor / 10, exponent + 1)
            }
        }
        self.factor = factor
        suffix = exponent == 0 ? "" : " (× 10^\(exponent))"
    }

    /// The values, with room around them where no point is to lie on the frame.
    func range(_ values: [Double], hasRoom: Bool) -> ClosedRange<Double> {
        let scaled = values.map { $0 * factor }
        guard let least = scaled.min(), let most = scaled.max() else { return 0...1 }
        guard hasRoom || most <= least else { return least...most }
        let room = most > least ? (most - least) * 0.06 : max(most.magnitude * 0.05, 0.01)
        return least - room...most + room
    }
}
