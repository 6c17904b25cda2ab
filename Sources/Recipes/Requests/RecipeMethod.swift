internal import Merging

/// A recipe's method with the options and parameters that the recipe may give it.
struct RecipeMethod {
    let description: MethodDescription
    private let options: [String: ParameterValue]

    /// Looks the method up and checks every parameter that the recipe names anywhere.
    ///
    /// - Throws: `RecipeError` with the line of a name or a value that does not fit.
    init(_ recipe: Recipe) throws(RecipeError) {
        do { description = try MethodRegistry.named(recipe.method.text ?? "") } catch {
            throw recipe.method.error("\(error)")
        }
        options = try Self.options(recipe, description)
        try checkNames(recipe)
    }

    /// The values of all parameters for one tensor.
    ///
    /// - Throws: `RecipeError` naming parameter, model and tensor where a value is missing.
    func arguments(
        _ tensor: ResolvedTensor
    ) throws(RecipeError) -> MethodArguments {
        let own = description.parameters.filter { $0.scope != .global }
        let shared = description.parameters.filter { $0.scope == .global }
        var arguments = MethodArguments(
            global: try values(shared, tensor.global, tensor, of: nil),
            perModel: []
        )
        arguments.global.merge(options) { _, option in option }
        for model in tensor.models {
            arguments.perModel.append(try values(own, model.scopes, tensor, of: model))
        }
        if let base = tensor.base {
            let ofBase = own.filter { $0.scope == .perInput }
            arguments.base = try values(ofBase, base.scopes, tensor, of: base)
        }
        return arguments
    }

    private func values(
        _ parameters: [MethodParameter],
        _ scopes: ParameterScopes,
        _ tensor: ResolvedTensor,
        of source: ResolvedSource?
    ) throws(RecipeError) -> [String: ParameterValue] {
        var values: [String: ParameterValue] = [:]
        for parameter in parameters where options[parameter.name] == nil {
            let found = try scopes.value(
                of: parameter.name,
                for: source?.tensor ?? tensor.name,
                at: tensor.depth,
                isNumeric: parameter.kind.isNumeric
            )
            guard let found else {
                guard !parameter.isRequired else { throw missing(parameter, tensor, source?.model) }
                continue
            }
            values[parameter.name] = try Self.accepted(found, parameter)
        }
        return values
    }

    private func missing(
        _ parameter: MethodParameter,
        _ tensor: ResolvedTensor,
        _ owner: ModelReference?
    ) -> RecipeError {
        let subject = owner.map { " of '\($0.name)'" } ?? ""
        let message =
            "\(description.name) needs a value for '\(parameter.name)'\(subject), "
            + "and there is none for tensor '\(tensor.name)'"
        return (owner?.node ?? tensor.origin).error(message)
    }

    private static func accepted(
        _ found: ResolvedValue,
        _ parameter: MethodParameter
    ) throws(RecipeError) -> ParameterValue {
        let value =
            found.number.map { .number($0) } ?? found.node.boolean.map { .boolean($0) }
            ?? ParameterValue.text(found.node.text ?? "")
        guard let accepted = parameter.kind.accepted(value) else {
            throw found.node.error("\(parameter.name): '\(value)' is not \(parameter.kind)")
        }
        return accepted
    }
}

extension RecipeMethod {
    /// The keys of `stockpot:` that are no parameters of a method.
    private static let ownOptions = ["qkv", "ignore", "flat", "tensors", "include", "exclude"]

    /// The keys of `stockpot:` that are parameters of the method.
    private static func options(
        _ recipe: Recipe,
        _ method: MethodDescription
    ) throws(RecipeError) -> [String: ParameterValue] {
        var values: [String: ParameterValue] = [:]
        for entry in recipe.options where !Self.ownOptions.contains(entry.key) {
            guard let parameter = method.parameter(entry.key), parameter.scope == .global else {
                throw entry.error("\(method.name) has no option '\(entry.key)'")
            }
            let isNumeric = parameter.kind.isNumeric
            let value = ResolvedValue(
                number: isNumeric ? entry.value.number : nil,
                node: entry.value
            )
            values[entry.key] = try accepted(value, parameter)
        }
        return values
    }

    private func checkNames(_ recipe: Recipe) throws(RecipeError) {
        try check(recipe.parameters, recipe, isOfSource: false)
        for module in recipe.modules {
            try check(module.parameters, recipe, isOfSource: false)
            for slice in module.slices {
                try check(slice.parameters, recipe, isOfSource: false)
                for source in slice.sources {
                    try check(source.parameters, recipe, isOfSource: true)
                }
            }
        }
    }

    private func check(
        _ settings: ParameterSettings,
        _ recipe: Recipe,
        isOfSource: Bool
    ) throws(RecipeError) {
        let names = description.parameters.map(\.name)
        for setting in settings.settings {
            guard let parameter = description.parameter(setting.name) else {
                let error = MethodError.unknownParameter(
                    method: description.name,
                    name: setting.name,
                    nearest: setting.name.nearest(among: names)
                )
                throw RecipeError(path: recipe.node.path, line: setting.line, "\(error)")
            }
            guard !isOfSource || parameter.scope != .global else {
                throw RecipeError(
                    path: recipe.node.path,
                    line: setting.line,
                    "'\(setting.name)' has one value for all inputs; "
                        + "it belongs under the recipe's own 'parameters'"
                )
            }
        }
    }
}

extension ParameterKind {
    /// Whether values are numbers, which gradients interpolate.
    fileprivate var isNumeric: Bool {
        switch self {
        case .number, .integer: true
        case .boolean, .choice: false
        }
    }
}
