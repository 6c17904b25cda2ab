internal import Merging

/// A recipe's method with the options and parameters that the recipe may give it.
struct RecipeMethod {
    let description: MethodDescription
    private let options: [String: ParameterValue]

    /// Looks the method up and checks every parameter that the recipe names anywhere.
    ///
    /// - Throws: `RecipeError` with the line of every name and value that does not fit.
    init(_ recipe: Recipe) throws(RecipeError) {
        description = try Self.description(recipe.method)
        let description = self.description
        var errors = RecipeErrors()
        options = errors.attempt(or: [:]) { () throws(RecipeError) in
            try Self.options(recipe, description)
        }
        for (settings, isOfSource) in Self.settings(of: recipe) {
            for setting in settings.settings {
                errors.attempt { () throws(RecipeError) in
                    try Self.check(setting, description, recipe, isOfSource: isOfSource)
                }
            }
        }
        try errors.finish()
    }

    /// The method of a name.
    static func description(_ name: YAMLNode) throws(RecipeError) -> MethodDescription {
        do { return try MethodRegistry.named(name.text ?? "") } catch {
            throw name.error("\(error)")
        }
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
    /// The keys of `stockpot:` that are not parameters of a method.
    private static let ownOptions = ["qkv", "ignore", "flat", "tensors", "include", "exclude"]

    /// The keys of `stockpot:` that are parameters of the method.
    private static func options(
        _ recipe: Recipe,
        _ method: MethodDescription
    ) throws(RecipeError) -> [String: ParameterValue] {
        let entries = recipe.options.filter { !ownOptions.contains($0.key) }
        let values = try RecipeErrors.map(entries) { entry throws(RecipeError) in
            guard let parameter = self.option(entry.key, of: method) else {
                throw entry.error("\(method.name) has no option '\(entry.key)'")
            }
            let isNumeric = parameter.kind.isNumeric
            let value = ResolvedValue(
                number: isNumeric ? entry.value.number : nil,
                node: entry.value
            )
            return (entry.key, try accepted(value, parameter))
        }
        let known = values.filter { method.parameter($0.0) != nil }
        return Dictionary(known, uniquingKeysWith: { first, _ in first })
    }

    /// The parameter behind an option; a seed is one of every method, because a batch varies methods
    /// under one seed, and most of them draw nothing.
    private static func option(_ key: String, of method: MethodDescription) -> MethodParameter? {
        let own = method.parameter(key).flatMap { $0.scope == .global ? $0 : nil }
        guard own == nil, key == "seed" else { return own }
        return MethodRegistry.all.lazy.compactMap { $0.parameter(key) }.first
    }

    /// Every place with parameters, and whether they are those of one input.
    private static func settings(of recipe: Recipe) -> [(ParameterSettings, isOfSource: Bool)] {
        let slices = recipe.modules.flatMap(\.slices)
        let shared =
            [recipe.parameters] + recipe.modules.map(\.parameters) + slices.map(\.parameters)
        return shared.map { ($0, false) }
            + slices.flatMap(\.sources).map { ($0.parameters, true) }
    }

    private static func check(
        _ setting: ParameterSetting,
        _ method: MethodDescription,
        _ recipe: Recipe,
        isOfSource: Bool
    ) throws(RecipeError) {
        func error(_ message: String) -> RecipeError {
            RecipeError(path: recipe.node.path, line: setting.line, message)
        }
        guard let parameter = method.parameter(setting.name) else {
            let unknown = MethodError.unknownParameter(
                method: method.name,
                name: setting.name,
                nearest: setting.name.nearest(among: method.parameters.map(\.name))
            )
            throw error("\(unknown)")
        }
        guard !isOfSource || parameter.scope != .global else {
            throw error(
                "'\(setting.name)' has one value for all inputs; "
                    + "it belongs under the recipe's own 'parameters'"
            )
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
