/// The distance between the ticks of an axis: a whole number of some power of ten.
struct TickStep: Equatable {
    private let count: Double
    /// The digits behind the point; negative for steps of tens and more.
    private let exponent: Int

    /// A step of a whole number.
    init(_ count: Int) {
        self.count = Double(count)
        exponent = 0
    }

    /// The largest step of 1, 2 or 5 times a power of ten that makes at least four intervals.
    ///
    /// Spans from a millionth to a million millions are told apart; others get the nearest.
    init(spanning span: Double) {
        var best = (count: 1.0, exponent: 6)
        for exponent in stride(from: 6, through: -12, by: -1) {
            for count in [1.0, 2, 5] where span >= 4 * Self.size(count, exponent) * (1 - 1e-9) {
                best = (count, exponent)
            }
        }
        count = best.count
        exponent = best.exponent
    }

    var size: Double { Self.size(count, exponent) }

    /// The digits behind the point that every multiple has.
    var places: Int { max(exponent, 0) }

    /// A multiple, computed so that it is the nearest number to what its label says.
    func multiple(_ factor: Double) -> Double { Self.size(factor * count, exponent) }

    private static func size(_ count: Double, _ exponent: Int) -> Double {
        let power = (0..<exponent.magnitude).reduce(1.0) { result, _ in result * 10 }
        return exponent > 0 ? count / power : count * power
    }
}
