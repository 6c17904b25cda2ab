/// A parameter of a merge method.
public struct MethodParameter: Sendable, Equatable {
    /// Its key in recipes and on the command line.
    public let name: String
    /// Whose value it takes.
    public let scope: ParameterScope
    /// What its value may be.
    public let kind: ParameterKind
    /// The value that holds when none is given; nil where one must be given.
    public let defaultValue: ParameterValue?
    /// What it does, in one line.
    public let summary: String

    /// A value that shows what it does, where a merge without it would not.
    public let example: ParameterValue?

    /// Whether a merge may lack it although it has no default.
    public let isOptional: Bool

    /// Describes a parameter; without a default it must be given, unless it is optional.
    public init(
        _ name: String,
        _ scope: ParameterScope,
        _ kind: ParameterKind,
        default defaultValue: ParameterValue? = nil,
        isOptional: Bool = false,
        example: ParameterValue? = nil,
        _ summary: String
    ) {
        self.name = name
        self.scope = scope
        self.kind = kind
        self.defaultValue = defaultValue
        self.isOptional = isOptional
        self.example = example
        self.summary = summary
    }

    /// Whether a merge without a value for it is refused.
    public var isRequired: Bool { defaultValue == nil && !isOptional }
}

/// Whose value a parameter takes.
public enum ParameterScope: String, Sendable, CaseIterable {
    /// One value for all inputs.
    case global
    /// One value per model; the base has none.
    case perModel = "per model"
    /// One value per input, the base included where it takes part.
    case perInput = "per input"
}
