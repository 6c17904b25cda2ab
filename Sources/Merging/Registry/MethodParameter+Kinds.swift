/// Parameters by what their values are, in the words of a method's description.
extension MethodParameter {
    /// A number; any finite one without a range.
    static func number(
        _ name: String,
        default value: Double? = nil,
        in range: ClosedRange<Double>? = nil,
        scope: ParameterScope = .global,
        example: Double? = nil,
        _ summary: String
    ) -> MethodParameter {
        MethodParameter(
            name,
            scope,
            range.map(ParameterKind.number) ?? .anyNumber,
            default: value.map(ParameterValue.number),
            example: example.map(ParameterValue.number),
            summary
        )
    }

    /// An integer.
    static func integer(
        _ name: String,
        default value: Int,
        in range: ClosedRange<Int>,
        example: Int? = nil,
        _ summary: String
    ) -> MethodParameter {
        MethodParameter(
            name,
            .global,
            .integer(range),
            default: .number(Double(value)),
            example: example.map { .number(Double($0)) },
            summary
        )
    }

    /// Yes or no.
    static func flag(_ name: String, default value: Bool, _ summary: String) -> MethodParameter {
        MethodParameter(name, .global, .boolean, default: .boolean(value), summary)
    }

    /// One of some words.
    static func choice(
        _ name: String,
        _ words: [String],
        default word: String,
        _ summary: String
    ) -> MethodParameter {
        MethodParameter(name, .global, .choice(words), default: .text(word), summary)
    }
}

extension ClosedRange<Double> {
    /// All numbers from zero on.
    static let fromZero = 0...Double.greatestFiniteMagnitude
}
