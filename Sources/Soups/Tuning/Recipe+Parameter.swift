package import MergeEngine
internal import Merging
internal import TextFormats

extension Recipe {
    /// The recipe with one value of a parameter for all tensors and models, whatever it said of that before.
    ///
    /// - Parameters:
    ///   - name: A parameter of the method.
    ///   - value: Its value; a base keeps one of its own.
    /// - Returns: The recipe.
    /// - Throws: `SoupError.parameter` where the method has none of this name, or it does not take the
    ///   value.
    package func setting(_ name: String, to value: Double) throws(SoupError) -> Recipe {
        guard let parameter = method.parameter(name) else {
            let names = method.parameters.map(\.name).joined(separator: ", ")
            throw .parameter(name, method: method.name, reason: "is none of its: \(names)")
        }
        guard let accepted = parameter.kind.accepted(.number(value)) else {
            throw .parameter(name, method: method.name, reason: "does not take \(value)")
        }
        var recipe = self
        func strip(_ settings: inout ParameterSettings) {
            settings.settings.removeAll { $0.name.isExactly(parameter.name) }
        }
        strip(&recipe.parameters)
        strip(&recipe.options.parameters)
        for module in recipe.modules.indices {
            strip(&recipe.modules[module].parameters)
            for slice in recipe.modules[module].slices.indices {
                strip(&recipe.modules[module].slices[slice].parameters)
                for source in recipe.modules[module].slices[slice].sources.indices
                where recipe.modules[module].slices[slice].sources[source].model != base {
                    strip(&recipe.modules[module].slices[slice].sources[source].parameters)
                }
            }
        }
        let setting = ParameterSetting(parameter.name, accepted)
        if RecipeOptions.parameterNames.contains(parameter.name) {
            recipe.options.parameters.settings.append(setting)
        } else {
            recipe.parameters.settings.append(setting)
        }
        return recipe
    }
}
