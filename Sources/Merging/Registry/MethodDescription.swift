/// A merge method as users choose it: its name, its parameters, and how it is made from them.
public struct MethodDescription: Sendable, Equatable {
    /// What a method does with the base.
    public enum BaseRole: String, Sendable {
        /// It needs one.
        case required
        /// It uses one where one is given.
        case optional
        /// A base gives names, order and types only.
        case unused
        /// It takes none.
        case refused
    }

    /// The name, as mergekit spells it.
    public let name: String
    /// Other names for it.
    public let aliases: [String]
    /// What it does, in one line.
    public let summary: String
    /// The formula or the procedure, in a few lines.
    public let formula: String
    /// Where it comes from.
    public let reference: String
    /// What it does with the base.
    public let base: BaseRole
    /// The numbers of models that it merges, the base not counted.
    public let modelCounts: ClosedRange<Int>
    /// Its parameters.
    public let parameters: [MethodParameter]

    private let build: @Sendable (CheckedArguments) throws(MethodError) -> any MergeMethod

    init(
        _ name: String,
        aliases: [String] = [],
        _ summary: String,
        formula: String,
        reference: String,
        base: BaseRole,
        modelCounts: ClosedRange<Int>,
        parameters: [MethodParameter],
        build: @escaping @Sendable (CheckedArguments) throws(MethodError) -> any MergeMethod
    ) {
        self.name = name
        self.aliases = aliases
        self.summary = summary
        self.formula = formula
        self.reference = reference
        self.base = base
        self.modelCounts = modelCounts
        self.parameters = parameters
        self.build = build
    }

    /// Equal are descriptions of one name: there is one of each.
    public static func == (one: MethodDescription, other: MethodDescription) -> Bool {
        one.name == other.name
    }

    /// The parameter of a name.
    public func parameter(_ name: String) -> MethodParameter? {
        parameters.first { $0.name == name }
    }

    /// The error for a parameter that it does not have.
    package func unknownParameter(_ name: String) -> MethodError {
        .unknownParameter(
            method: self.name,
            name: name,
            nearest: name.nearest(among: parameters.map(\.name))
        )
    }

    /// Makes the method for one output tensor.
    ///
    /// - Throws: `MethodError` for a number of models that it does not merge, and for a parameter that is unknown, missing, of the wrong kind, out of
    ///   range, or that contradicts another.
    public func make(_ arguments: MethodArguments) throws(MethodError) -> any MergeMethod {
        guard modelCounts.contains(arguments.modelCount) else {
            throw .modelCount(
                method: name,
                needed: modelCounts,
                found: arguments.modelCount
            )
        }
        return try build(try CheckedArguments(arguments, of: self))
    }
}
