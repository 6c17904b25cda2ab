/// Maps the values of a quantity to pixels, and says where its ticks are.
struct Axis {
    /// The values at the two ends.
    let domain: ClosedRange<Double>
    /// The values that are marked, ascending, all within the domain.
    let ticks: [Double]
    /// The digits behind the point that tell the ticks apart.
    let places: Int
    private let start: Double
    private let end: Double

    /// An axis whose ends are ticks.
    ///
    /// - Parameters:
    ///   - values: What the axis must hold at least.
    ///   - start: The pixel of the lower end.
    ///   - end: The pixel of the upper end.
    ///   - step: The distance of the ticks; nil to choose one.
    init(
        holding values: ClosedRange<Double>,
        from start: Double,
        to end: Double,
        step: TickStep? = nil
    ) {
        let step = step ?? TickStep(spanning: values.upperBound - values.lowerBound)
        let first = (values.lowerBound / step.size).rounded(.down)
        let last = max((values.upperBound / step.size).rounded(.up), first + 1)
        ticks = stride(from: first, through: last, by: 1).map { step.multiple($0) }
        domain = step.multiple(first)...step.multiple(last)
        places = step.places
        self.start = start
        self.end = end
    }

    /// The pixel of a value; what lies outside the domain goes to the nearer end.
    func position(_ value: Double) -> Double {
        let inside = min(max(value, domain.lowerBound), domain.upperBound)
        let fraction = (inside - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
        return start + fraction * (end - start)
    }

    /// The text next to a tick.
    func label(_ tick: Double) -> String { DecimalText(tick, places: places).text }
}
