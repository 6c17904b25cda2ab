/// Why a method cannot be made from its arguments.
public enum MethodError: Error, Sendable, Equatable {
    /// A parameter that the method does not have.
    case unknownParameter(method: String, name: String, nearest: String?)
    /// A parameter without a value; `model` counts from 0, and is nil for global ones and the base.
    case missingParameter(method: String, name: String, model: Int?)
    /// A value that is not of the parameter's kind, or out of its range.
    case invalidValue(name: String, value: ParameterValue, expected: ParameterKind)
    /// Values that do not go together.
    case contradiction(method: String, reason: String)
    /// A number of models, the base not counted, that the method does not merge.
    case modelCount(method: String, needed: ClosedRange<Int>, found: Int)
    /// The method needs a base.
    case missingBase(method: String)
    /// The method takes no base.
    case unwantedBase(method: String)
    /// A name that is not a method.
    case unknownMethod(String, nearest: String?)
}

extension MethodError: CustomStringConvertible {
    /// One line that says what is wrong and what is right.
    public var description: String {
        switch self {
        case .unknownParameter(let method, let name, let nearest):
            "\(method) has no parameter '\(name)'" + Self.hint(nearest)
        case .missingParameter(let method, let name, let model):
            "\(method) needs a value for '\(name)'"
                + (model.map { " of model \($0 + 1)" } ?? "")
        case .invalidValue(let name, let value, let expected):
            "\(name): '\(value)' is not \(expected)"
        case .contradiction(let method, let reason): "\(method): \(reason)"
        case .modelCount(let method, let needed, let found):
            "\(method) merges \(Self.words(needed)) (the base not counted), not \(found)"
        case .missingBase(let method): "\(method) needs a base"
        case .unwantedBase(let method): "\(method) takes no base"
        case .unknownMethod(let name, let nearest):
            "there is no method '\(name)'" + Self.hint(nearest)
        }
    }

    private static func words(_ counts: ClosedRange<Int>) -> String {
        if counts.count == 1 {
            return counts.lowerBound == 1 ? "1 model" : "\(counts.lowerBound) models"
        }
        let most = counts.upperBound == Int.max ? "or more" : "to \(counts.upperBound)"
        return "\(counts.lowerBound) \(most) models"
    }

    private static func hint(_ nearest: String?) -> String {
        nearest.map { "; did you mean '\($0)'?" } ?? ""
    }
}
