/// Decimal numbers from one to another in equal steps, each the nearest to its decimal text.
///
/// Sums of binary steps drift: three times 0.1 is 0.30000000000000004. Here the numbers are
/// counted in whole units of the last decimal place.
public struct DecimalRange: Sendable, Equatable {
    /// The numbers, ascending.
    public let values: [Double]

    /// The tenths from 0 to 1.
    public static let tenths = DecimalRange((0...10).map { Decimal(units: $0, places: 1).double })

    /// The longest range.
    public static let greatestCount = 10_001

    /// Reads `first:last:step`, or a list of numbers with commas between them.
    ///
    /// Nil for what is neither, for a step that is not positive, for a list that does not ascend,
    /// and for a last number that no step reaches.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let values = parts.count == 3 ? Self.steps(parts) : Self.list(text)
        guard let values, !values.isEmpty, values.count <= Self.greatestCount else { return nil }
        self.values = values
    }

    private init(_ values: [Double]) { self.values = values }

    private static func list(_ text: String) -> [Double]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let values = parts.compactMap { Decimal($0)?.double }
        let ascends = zip(values, values.dropFirst()).allSatisfy { $0 < $1 }
        return values.count == parts.count && ascends ? values : nil
    }

    private static func steps(_ parts: [Substring]) -> [Double]? {
        let decimals = parts.compactMap { Decimal($0) }
        guard decimals.count == 3 else { return nil }
        let places = decimals.map(\.places).max() ?? 0
        let units = decimals.map { $0.units(places: places) }
        let (first, last, step) = (units[0], units[1], units[2])
        guard step > 0, first <= last, (last - first) % step == 0,
            (last - first) / step < greatestCount
        else { return nil }
        return stride(from: first, through: last, by: step).map {
            Decimal(units: $0, places: places).double
        }
    }
}

/// A number in decimal notation with a few places.
private struct Decimal {
    let units: Int
    let places: Int

    init(units: Int, places: Int) {
        self.units = units
        self.places = places
    }

    /// At most nine digits on each side of the point, so that nothing overflows.
    init?(_ text: Substring) {
        let isNegative = text.first == "-"
        let parts = text.dropFirst(isNegative ? 1 : 0).split(
            separator: ".",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        let digits = parts.joined()
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }),
            parts.allSatisfy({ $0.count <= 9 }), let units = Int(digits)
        else { return nil }
        self.init(units: isNegative ? -units : units, places: parts.count == 2 ? parts[1].count : 0)
    }

    func units(places: Int) -> Int {
        (self.places..<places).reduce(units) { units, _ in units * 10 }
    }

    /// Both numbers are exact in binary, so that the division rounds once, to the nearest.
    var double: Double {
        Double(units) / (0..<places).reduce(1.0) { power, _ in power * 10 }
    }
}
