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
        case .number(let range):
            Self.describe(
                "a number",
                from: Self.bound(range.lowerBound),
                to: Self.bound(range.upperBound)
            )
        case .integer(let range):
            Self.describe(
                "a whole number",
                from: range.lowerBound == .min ? nil : "\(range.lowerBound)",
                to: range.upperBound == .max ? nil : "\(range.upperBound)"
            )
        case .boolean: "true or false"
        case .choice(let words): words.joined(separator: ", ")
        }
    }

    /// A bound in words; nil for one that excludes no finite number.
    private static func bound(_ value: Double) -> String? {
        value.magnitude >= .greatestFiniteMagnitude ? nil : "\(ParameterValue.number(value))"
    }

    private static func describe(_ noun: String, from lower: String?, to upper: String?) -> String {
        switch (lower, upper) {
        case (nil, nil): noun
        case (let lower?, nil): "\(noun) from \(lower) on"
        case (nil, let upper?): "\(noun) up to \(upper)"
        case (let lower?, let upper?): "\(noun) from \(lower) to \(upper)"
        }
    }
}
