/// The value of a method's parameter.
public enum ParameterValue: Sendable, Hashable {
    /// A number, also where the parameter asks for a whole one.
    case number(Double)
    /// True or false.
    case boolean(Bool)
    /// A word.
    case text(String)
}

extension ParameterValue: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByStringLiteral
{
    /// A number.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .number(Double(value)) }
    /// True or false.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    /// A word.
    public init(stringLiteral value: String) { self = .text(value) }
}

extension ParameterValue: CustomStringConvertible {
    /// The value as a recipe writes it.
    public var description: String {
        switch self {
        case .number(let number):
            number == number.rounded() && number.magnitude < 1e15
                ? "\(Int(number))" : "\(number)"
        case .boolean(let boolean): "\(boolean)"
        case .text(let text): text
        }
    }
}
