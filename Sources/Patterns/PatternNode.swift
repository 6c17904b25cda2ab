/// What an expression is made of.
indirect enum PatternNode {
    /// One scalar of a set.
    case one(ScalarSet)
    /// One after the other; none is the empty text.
    case sequence([PatternNode])
    /// Any of them.
    case choice([PatternNode])
    /// A number of times in a row; without a greatest number as often as there is.
    case repeated(PatternNode, Int, Int?)
    /// A condition on a place between two scalars.
    case place(PatternPlace)
}

/// A condition on a place between two scalars.
enum PatternPlace {
    case start, end, wordBoundary, noWordBoundary

    /// Whether it holds between two scalars; nil before the first one and after the last one.
    func holds(between previous: Unicode.Scalar?, _ next: Unicode.Scalar?) -> Bool {
        switch self {
        case .start: previous == nil
        case .end: next == nil
        case .wordBoundary: isWord(previous) != isWord(next)
        case .noWordBoundary: isWord(previous) == isWord(next)
        }
    }

    private func isWord(_ scalar: Unicode.Scalar?) -> Bool {
        scalar.map(ScalarSet.word.contains) ?? false
    }
}

/// A set of Unicode scalars, as ranges in ascending order that do not touch.
struct ScalarSet: Equatable {
    private let ranges: [ClosedRange<UInt32>]

    private static let largest: UInt32 = 0x10FFFF

    /// The union of ranges in any order.
    init(ranges given: [ClosedRange<UInt32>]) {
        var ranges: [ClosedRange<UInt32>] = []
        for range in given.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            guard let last = ranges.last, range.lowerBound <= last.upperBound + 1 else {
                ranges.append(range)
                continue
            }
            let end = max(last.upperBound, range.upperBound)
            ranges[ranges.count - 1] = last.lowerBound...end
        }
        self.ranges = ranges
    }

    init(_ scalar: Unicode.Scalar) { self.init(ranges: [scalar.value...scalar.value]) }

    init(_ bounds: [(Unicode.Scalar, Unicode.Scalar)]) {
        self.init(ranges: bounds.map { $0.0.value...$0.1.value })
    }

    static let digit = ScalarSet([("0", "9")])
    static let word = ScalarSet([("0", "9"), ("A", "Z"), ("a", "z"), ("_", "_")])
    static let space = ScalarSet([("\t", "\r"), (" ", " ")])
    static let newline = ScalarSet("\n")

    /// All scalars that are not in it.
    var inverted: ScalarSet {
        var (start, rest): (UInt32, [ClosedRange<UInt32>]) = (0, [])
        for range in ranges {
            if range.lowerBound > start { rest.append(start...range.lowerBound - 1) }
            start = range.upperBound + 1
        }
        return ScalarSet(ranges: start <= Self.largest ? rest + [start...Self.largest] : rest)
    }

    func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(ranges: ranges + other.ranges) }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar.value) }
    }
}
