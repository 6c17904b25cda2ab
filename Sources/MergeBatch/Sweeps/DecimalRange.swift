internal import Glibc

/// Evenly spaced numbers as a person writes them: from 0 to 1 by 0.1 holds 0.3, and not
/// 0.30000000000000004.
///
/// The numbers are whole multiples of the finest decimal place that stands in the three given
/// ones, each converted once.
struct DecimalRange: Equatable {
    let values: [Double]

    /// The most numbers of a range.
    static let largestCount = 10_000

    /// The numbers from `first` to `last`, both included when `step` leads from one to the other.
    ///
    /// Fails unless the step leads from the first number towards the last, and for more than
    /// `largestCount` numbers.
    init?(from first: Double, to last: Double, by step: Double) {
        guard first.isFinite, last.isFinite, step.isFinite, step != 0 else { return nil }
        let places = [first, last, step].map(Self.decimalPlaces).max() ?? 0
        let unit = pow(10, Double(places))
        let scaled = [first, last, step].map { ($0 * unit).rounded() }
        guard places <= 15, scaled.allSatisfy({ $0.magnitude < 1e15 }) else { return nil }
        let (start, end, stride) = (Int(scaled[0]), Int(scaled[1]), Int(scaled[2]))
        guard (end - start).signum() != -stride.signum(),
            (end - start) / stride < Self.largestCount
        else { return nil }
        values = Swift.stride(from: start, through: end, by: stride).map { Double($0) / unit }
    }

    /// The places behind the point of the shortest decimal that stands for a number.
    private static func decimalPlaces(of number: Double) -> Int {
        let text = "\(number)".split(separator: "e")
        let exponent = text.count > 1 ? Int(text[1]) ?? 0 : 0
        let fraction = text[0].split(separator: ".").dropFirst().first ?? ""
        return max(0, (fraction == "0" ? 0 : fraction.count) - exponent)
    }
}
