public import ArgumentParser
internal import MergeEngine
public import Merging
internal import Tensors
internal import TextFormats

extension ModelStockVariant: ExpressibleByArgument {}
extension Granularity: ExpressibleByArgument {}

/// The mathematics of a merge.
struct MethodOptions: ParsableArguments {
    @Option(
        help: "How to merge; 'stockpot methods' lists the methods.",
        completion: .list(MethodRegistry.all.map(\.name))
    )
    var method = "model-stock"

    @Option(
        name: .long,
        help: .value(
            "key=value",
            "A parameter of the method; may be repeated.",
            discussion: """
                A parameter per model takes one value for all models, or one for each: \
                weight=0.6,0.4; base.weight=0.2 is the base's own. Values in brackets, as \
                lambda=[0.3,0.5], hold from the first block to the last, evenly spaced, and the \
                first of them outside of blocks. 'stockpot methods NAME' explains a method's \
                parameters.
                """
        )
    )
    var set: [String] = []

    @Option(help: "Which definition of Model Stock. (default: paper)")
    var variant: ModelStockVariant?

    @Option(help: "Which elements share a ratio; sd_mecha's own is lastdim, all others' is tensor.")
    var granularity: Granularity?

    @Flag(
        name: .customLong("clamp-t"),
        help: """
            Keep the ratio between 0 and 1; with variant gram, keep the base where the models \
            share no direction.
            """
    )
    var clampsRatio = false
}

extension MethodOptions {
    /// Whether nothing was chosen, as with a recipe.
    var isStandard: Bool {
        method == "model-stock" && set.isEmpty && variant == nil && granularity == nil
            && !clampsRatio
    }

    /// The recipe that the options amount to.
    ///
    /// - Parameters:
    ///   - base: The base, where there is one.
    ///   - models: The models.
    ///   - type: The type of the result; nil keeps each tensor's own.
    /// - Returns: The recipe, without what `LayerOptions` say.
    /// - Throws: `MethodError` and `ValidationError` for options that do not fit.
    func recipe(
        base: String?,
        models: [String],
        type: FloatingPointType? = nil
    ) throws -> Recipe {
        let method = try description()
        var arguments = MethodArguments(
            global: ownArguments,
            perModel: Array(repeating: [:], count: models.count)
        )
        var gradients: [ParameterSetting] = []
        for (key, text) in try settings() {
            if text.hasPrefix("[") {
                gradients.append(try ParameterSetting(gradient: key, text, of: method))
            } else {
                try arguments.set(key, to: text, of: method)
            }
        }
        var recipe = Recipe(
            method,
            base: base,
            models: models,
            arguments: arguments,
            outputType: type
        )
        recipe.parameters.settings += gradients
        return recipe
    }

    /// The method that is named.
    private func description() throws -> MethodDescription {
        let description = try MethodRegistry.named(method)
        guard description.name != "model_stock" else { return description }
        let given = [
            (variant != nil, "--variant"), (granularity != nil, "--granularity"),
            (clampsRatio, "--clamp-t"),
        ].first { $0.0 }
        guard let given else { return description }
        throw ValidationError("\(given.1) has no meaning with --method \(method)")
    }

    /// The options that are parameters of Model Stock by another name.
    private var ownArguments: [String: ParameterValue] {
        var values: [String: ParameterValue] = [:]
        values["variant"] = variant.map { .text($0.rawValue) }
        values["granularity"] = granularity.map { .text($0.rawValue) }
        if clampsRatio { values["clamp_t"] = true }
        return values
    }

    /// What `--set` gives, in order.
    private func settings() throws -> [(key: String, text: String)] {
        var keys: Set<UTF8Key> = []
        return try set.map { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw ValidationError("--set \(text): not key=value") }
            guard keys.insert(UTF8Key(parts[0])).inserted else {
                throw ValidationError("--set \(text): '\(parts[0])' is set twice")
            }
            return (parts[0], parts[1])
        }
    }
}

extension ParameterSetting {
    /// Takes values for blocks of growing depth from the command line.
    fileprivate init(gradient key: String, _ text: String, of method: MethodDescription) throws {
        guard let parameter = method.parameter(key) else {
            throw key.hasPrefix("base.")
                ? ValidationError("--set \(key)=\(text): the base's own value is a single one")
                : method.unknownParameter(key)
        }
        guard text.hasSuffix("]"), text.count > 2 else {
            throw ValidationError("--set \(key)=\(text): values in brackets are written [0.3,0.5]")
        }
        let inner = text.dropFirst().dropLast()
        let values = try MethodArguments.values(of: String(inner), parameter)
        self.init(key, [Case(filter: nil, .gradient(values))])
    }
}

extension MethodArguments {
    /// Takes a value from the command line.
    fileprivate mutating func set(
        _ key: String,
        to text: String,
        of method: MethodDescription
    ) throws {
        let isOfBase = key.hasPrefix("base.")
        let name = isOfBase ? String(key.dropFirst("base.".count)) : key
        guard let parameter = method.parameter(name) else {
            throw method.unknownParameter(name)
        }
        guard !isOfBase || parameter.scope == .perInput else {
            throw ValidationError("--set \(key): the base has no \(name) of its own")
        }
        let values = try Self.values(of: text, parameter)
        switch (isOfBase, parameter.scope) {
        case (true, _): base[name] = try Self.only(values, key, text)
        case (_, .global): global[name] = try Self.only(values, key, text)
        case (_, .perModel), (_, .perInput): try setEach(name, to: values, text)
        }
    }

    private mutating func setEach(
        _ name: String,
        to values: [ParameterValue],
        _ text: String
    ) throws {
        guard values.count == 1 || values.count == modelCount else {
            throw ValidationError(
                "--set \(name)=\(text): \(values.count) values for \(modelCount) models"
            )
        }
        for model in perModel.indices {
            perModel[model][name] = values[values.count == 1 ? 0 : model]
        }
    }

    fileprivate static func values(
        of text: String,
        _ parameter: MethodParameter
    ) throws -> [ParameterValue] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map { word in
            guard let value = parameter.kind.value(of: String(word)) else {
                throw MethodError.invalidValue(
                    name: "--set \(parameter.name)",
                    value: .text(String(word)),
                    expected: parameter.kind
                )
            }
            return value
        }
    }

    private static func only(
        _ values: [ParameterValue],
        _ key: String,
        _ text: String
    ) throws -> ParameterValue {
        guard values.count == 1 else {
            throw ValidationError("--set \(key)=\(text): takes one value")
        }
        return values[0]
    }
}
