internal import Merging

extension Recipe {
    /// Checks all that is known before inputs are opened: the names, kinds and ranges of arguments,
    /// where they are, the number of models, and the base.
    ///
    /// - Throws: `RecipeError` with everything that is wrong.
    public func check() throws(RecipeError) {
        var errors = RecipeErrors()
        for setting in options.parameters.settings {
            errors.attempt { () throws(RecipeError) in
                try Self.checkValues(of: setting, try option(setting))
            }
        }
        for (settings, isOfSource) in settings {
            for setting in settings.settings {
                errors.attempt { () throws(RecipeError) in
                    try Self.checkValues(of: setting, try parameter(setting, isOfSource))
                }
            }
        }
        errors.attempt { () throws(RecipeError) in try checkInputs() }
        try errors.finish()
        // Whoever misspells a parameter need not hear that it is missing.
        try checkPresence()
    }

    private func parameter(
        _ setting: ParameterSetting,
        _ isOfSource: Bool
    ) throws(RecipeError) -> MethodParameter {
        guard let parameter = method.parameter(setting.name) else {
            if RecipeOptions.keys.contains(setting.name),
                !RecipeOptions.parameterNames.contains(setting.name)
            {
                throw setting.place.error("'\(setting.name)' belongs under 'stockpot'")
            }
            throw setting.place.error(method.unknownParameter(setting.name))
        }
        guard !isOfSource || parameter.scope != .global else {
            throw setting.place.error(
                "'\(setting.name)' has one value for all inputs; "
                    + "it belongs under the recipe's own 'parameters'"
            )
        }
        return parameter
    }

    /// The parameter behind an option; a seed is one of every method, because a batch varies methods
    /// under one seed, and most of them draw nothing.
    private func option(_ setting: ParameterSetting) throws(RecipeError) -> MethodParameter {
        if let own = method.parameter(setting.name), own.scope == .global { return own }
        let seeds = MethodRegistry.all.lazy.compactMap { $0.parameter("seed") }
        guard setting.name == "seed", let seed = seeds.first else {
            throw setting.place.error("\(method.name) has no option '\(setting.name)'")
        }
        return seed
    }

    private static func checkValues(
        of setting: ParameterSetting,
        _ parameter: MethodParameter
    ) throws(RecipeError) {
        for one in setting.cases {
            for value in one.form.values where parameter.kind.accepted(value) == nil {
                throw one.place.error(
                    .invalidValue(name: parameter.name, value: value, expected: parameter.kind)
                )
            }
        }
    }

    private func checkInputs() throws(RecipeError) {
        let inputs = RecipeInputs(self)
        try checkBaseAmongModels()
        if method.base == .required, inputs.base == nil {
            throw methodPlace.error(.missingBase(method: method.name))
        }
        if method.base == .refused, let base = inputs.base {
            throw base.place.error(.unwantedBase(method: method.name))
        }
        let counts = method.modelCounts
        for count in inputs.modelCounts.sorted() where !counts.contains(count) {
            throw methodPlace.error(
                .modelCount(method: method.name, needed: counts, found: count)
            )
        }
    }

    /// mergekit's recipes list the base for its parameters, or for nothing; whoever names it among models
    /// without a document means it to be merged.
    private func checkBaseAmongModels() throws(RecipeError) {
        let sources = slices.flatMap(\.sources)
        guard place.path == nil, let base,
            sources.contains(where: { $0.model == base && $0.parameters == .none })
        else { return }
        throw place.error(
            .contradiction(
                method: method.name,
                reason: "'\(base.name)' is the base and one of the models: name it once, or merge "
                    + "a copy of it"
            )
        )
    }

    /// Finds parameters for which a model has no value, whatever its tensors are called.
    private func checkPresence() throws(RecipeError) {
        for module in modules {
            for slice in module.slices {
                let inputs = SliceInputs(slice, in: self)
                let shared = shared(by: slice, of: module)
                func require(
                    _ scopes: [ParameterScope],
                    of source: RecipeSource?,
                    _ model: Int?
                ) throws(RecipeError) {
                    let own = [source?.parameters].compactMap(\.self)
                    let places = ParameterScopes(own + shared)
                    for parameter in method.parameters
                    where scopes.contains(parameter.scope) && parameter.isRequired
                        && !places.mentions(parameter.name)
                    { throw missing(parameter, of: source?.model, model) }
                }
                try require([.global], of: nil, nil)
                for (position, source) in inputs.models.enumerated() {
                    try require([.perModel, .perInput], of: source, position)
                }
                if let base = inputs.base { try require([.perInput], of: base, nil) }
            }
        }
    }

    /// The error for a parameter without a value; of a tensor, where others have one.
    func missing(
        _ parameter: MethodParameter,
        of owner: ModelReference?,
        _ model: Int?,
        for tensor: String? = nil
    ) -> RecipeError {
        let place = owner?.place ?? methodPlace
        let subject = owner.map { " of '\($0.name)'" } ?? ""
        return RecipeError(
            path: place.path,
            line: place.line,
            "\(method.name) needs a value for '\(parameter.name)'\(subject)"
                + (tensor.map { ", and there is none for tensor '\($0)'" } ?? ""),
            cause: .missingParameter(method: method.name, name: parameter.name, model: model)
        )
    }
}
