/// What a parameter's value may be.
public enum ParameterKind: Sendable, Equatable {
    /// A finite number within a range.
    case number(ClosedRange<Double>)
    /// A whole number within a range.
    case integer(ClosedRange<Int>)
    /// True or false.
    case boolean
    /// One of these words.
    case choice([String])

    /// Any finite number.
    public static let anyNumber = ParameterKind.number(
        -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
    )

    /// Reads a value as people write it; nil where it is none of this kind, or out of range.
    public func value(of text: String) -> ParameterValue? {
        switch self {
        case .number, .integer: Double(text).flatMap { accepted(.number($0)) }
        case .boolean: Self.booleans[text.lowercased()].map { .boolean($0) }
        case .choice: accepted(.text(text))
        }
    }

    /// The value itself where it is of this kind and in range; nil otherwise.
    public func accepted(_ value: ParameterValue) -> ParameterValue? {
        switch (self, value) {
        case (.number(let range), .number(let number)):
            range.contains(number) ? value : nil
        case (.integer(let range), .number(let number)):
            Int(exactly: number).map(range.contains) == true ? value : nil
        case (.boolean, .boolean): value
        case (.choice(let words), .text(let text)): words.contains(text) ? value : nil
        default: nil
        }
    }

    private static let booleans = [
        "true": true, "yes": true, "1": true, "false": false, "no": false, "0": false,
    ]
}

extension ParameterKind: CustomStringConvertible {
    /// What is asked for, in words.
    public var description: String {
        switch self {
        case .number(let range): Self.describe(range, "a number") { "\(ParameterValue.number($0))" }
        case .integer(let range):
            Self.describe(
                Double(range.lowerBound)...Double(range.upperBound),
                "a whole number"
            ) { "\(Int($0))" }
        case .boolean: "true or false"
        case .choice(let words): words.joined(separator: ", ")
        }
    }

    private static func describe(
        _ range: ClosedRange<Double>,
        _ noun: String,
        _ text: (Double) -> String
    ) -> String {
        let most = Double.greatestFiniteMagnitude
        return switch (range.lowerBound == -most, range.upperBound >= 9e18) {
        case (true, true): noun
        case (false, true): "\(noun) from \(text(range.lowerBound)) on"
        case (true, false): "\(noun) up to \(text(range.upperBound))"
        case (false, false):
            "\(noun) from \(text(range.lowerBound)) to \(text(range.upperBound))"
        }
    }
}
