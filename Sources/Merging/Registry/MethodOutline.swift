/// What a program learns of a merge method, as JSON; keys are `snake_case`.
package struct MethodOutline: Encodable {
    /// A parameter.
    struct Parameter: Encodable {
        let name: String
        let scope: String
        let values: String
        let required: Bool
        let defaultValue: String?
        let summary: String

        enum CodingKeys: String, CodingKey {
            case name, scope, values, required, summary
            case defaultValue = "default"
        }
    }

    let name: String
    let aliases: [String]
    let summary: String
    let formula: String
    let reference: String
    let base: String
    let fewestModels: Int
    let mostModels: Int?
    let parameters: [Parameter]

    enum CodingKeys: String, CodingKey {
        case name, aliases, summary, formula, reference, base, parameters
        case fewestModels = "fewest_models"
        case mostModels = "most_models"
    }

    /// Outlines a method.
    package init(_ method: MethodDescription) {
        name = method.name
        aliases = method.aliases
        summary = method.summary
        formula = method.formula
        reference = method.reference
        base = method.base.rawValue
        fewestModels = method.modelCounts.lowerBound
        mostModels = method.modelCounts.upperBound == .max ? nil : method.modelCounts.upperBound
        parameters = method.parameters.map {
            Parameter(
                name: $0.name,
                scope: $0.scope.rawValue,
                values: "\($0.kind)",
                required: $0.isRequired,
                defaultValue: $0.defaultValue.map { "\($0)" },
                summary: $0.summary
            )
        }
    }
}
