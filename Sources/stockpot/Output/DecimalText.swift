internal import Glibc

extension Double {
    /// The number with a fixed count of digits after the point.
    func text(digits: Int) -> String {
        guard isFinite, magnitude < 1e15 else { return "\(self)" }
        let unit = (0..<digits).reduce(1) { power, _ in power * 10 }
        let scaled = Int((magnitude * Double(unit)).rounded())
        let sign = self < 0 && scaled != 0 ? "-" : ""
        guard digits > 0 else { return sign + "\(scaled)" }
        let fraction = String(scaled % unit)
        let zeros = String(repeating: "0", count: digits - fraction.count)
        return sign + "\(scaled / unit).\(zeros)\(fraction)"
    }

    /// The number with a few significant digits, for lengths whose size is not known beforehand.
    func text(significant count: Int) -> String {
        guard isFinite, self != 0 else { return "\(self)" }
        let exponent = Int(log10(magnitude).rounded(.down))
        guard (-4..<7).contains(exponent) else {
            return (self / pow(10, Double(exponent))).text(digits: count - 1) + "e\(exponent)"
        }
        return text(digits: max(0, count - 1 - exponent))
    }
}

extension Int {
    /// The number with its thousands apart.
    var grouped: String {
        if magnitude < 1000 { return String(self) }
        let digits = Array(String(magnitude))
        let groups = stride(from: digits.count, to: 0, by: -3).map { end in
            String(digits[Swift.max(0, end - 3)..<end])
        }
        return (self < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
    }

    /// The number and what it counts, in the singular for one.
    func counted(_ noun: String) -> String { "\(grouped) \(noun)\(self == 1 ? "" : "s")" }

    /// The number of bytes in a unit of powers of 1024.
    var byteText: String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB"]
        var (value, unit) = (Double(self), 0)
        while value >= 1024, unit + 1 < units.count { (value, unit) = (value / 1024, unit + 1) }
        return value.text(digits: unit == 0 ? 0 : 1) + " " + units[unit]
    }
}
