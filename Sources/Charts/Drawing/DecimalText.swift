/// A number in decimal notation with a limited number of digits behind the point.
package struct DecimalText {
    /// The digits.
    package let text: String

    /// - Parameters:
    ///   - value: The number. What is not finite is written as `nan` or `inf`.
    ///   - places: The digits behind the point, from 0 to 6.
    ///   - trims: Whether zeros at the end are left away.
    package init(_ value: Double, places: Int, trims: Bool = false) {
        precondition((0...6).contains(places), "\(places) places are not supported")
        let factor = (0..<places).reduce(1.0) { result, _ in result * 10 }
        let scaled = (value.magnitude * factor).rounded()
        // Beyond 2^53 the digits behind the point mean nothing.
        guard scaled < 0x1p53 else {
            text = value.description
            return
        }
        let whole = Int(scaled)
        let divisor = Int(factor)
        var digits = String(whole % divisor + divisor).dropFirst()
        while trims, digits.last == "0" { digits.removeLast() }
        let sign = value < 0 && whole > 0 ? "-" : ""
        text = "\(sign)\(whole / divisor)" + (digits.isEmpty ? "" : "." + digits)
    }
}

extension Double {
    /// The number as a coordinate: hundredths of a pixel are finer than any screen.
    var svg: String { DecimalText(self, places: 2, trims: true).text }
}
