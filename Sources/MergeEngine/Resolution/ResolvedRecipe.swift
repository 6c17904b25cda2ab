package import Checkpoints
package import Merging
internal import TextFormats

/// A recipe applied to the tensors of its inputs: what each tensor is merged from, and by which
/// method.
package final class ResolvedRecipe: Sendable {
    /// The method.
    package let description: MethodDescription
    /// What each tensor is merged from; nil where that is the tensor of its own name in every input.
    package let assembly: CheckpointAssembly?

    /// Nearly always all tensors have the same arguments, and then one method.
    private let made: [(arguments: MethodArguments, method: any MergeMethod)]
    /// Those of the tensors whose arguments are not the first one's.
    private let positions: [UTF8Key: Int]

    /// Resolves a recipe.
    ///
    /// - Parameters:
    ///   - recipe: The recipe.
    ///   - names: For each input, by its name in the recipe, the names of its tensors.
    ///   - path: The path behind a name.
    /// - Throws: `RecipeError` for what the recipe asks and cannot have, for every parameter without a
    ///   value, and for what it says about tensors that are not there.
    /// - Complexity: O(number of tensors x number of inputs).
    init(
        _ recipe: Recipe,
        holding names: [UTF8Key: TensorNames],
        path: (ModelReference) -> String
    ) throws(RecipeError) {
        let resolution = try RecipeResolution(recipe, holding: names)
        try recipe.requireUse(in: resolution)
        var made: [(arguments: MethodArguments, method: any MergeMethod)] = []
        var known: [MethodArguments: Int] = [:]
        var positions: [UTF8Key: Int] = [:]
        for tensor in resolution.tensors where !tensor.isCopied {
            let arguments = try recipe.arguments(of: tensor)
            let position = known[arguments] ?? made.count
            if position == made.count {
                do throws(MethodError) {
                    made.append((arguments, try recipe.method.make(arguments)))
                } catch {
                    throw recipe.isUniform
                        ? tensor.origin.error(error) : tensor.origin.error(error, of: tensor.name)
                }
                known[arguments] = position
            }
            if position > 0 { positions[UTF8Key(tensor.name)] = position }
        }
        guard !made.isEmpty else {
            throw recipe.place.error("no tensor of its inputs is left to merge")
        }
        guard made.count == 1 || !made.contains(where: { $0.method.traits.joinsTensors }) else {
            throw recipe.methodPlace.error(
                "\(recipe.method.name) looks at the whole model as one vector here, so that its "
                    + "parameters must be the same for all tensors"
            )
        }
        description = recipe.method
        assembly = resolution.assembly(path)
        (self.made, self.positions) = (made, positions)
    }

    /// The method of a tensor; that of the first one for a tensor that no input holds.
    func method(of tensor: String) -> any MergeMethod { made[position(of: tensor)].method }

    /// The values of a tensor's parameters; those of the first one for one that no input holds.
    package func arguments(of tensor: String) -> MethodArguments {
        made[position(of: tensor)].arguments
    }

    /// The names of the tensors whose parameters have other values than the first one's.
    package var exceptions: [String] {
        positions.keys.map(\.text).sorted()
    }

    /// Whether the method averages whatever it is given, so that a base gives no values.
    var averagesAll: Bool { description.base == .unused }

    /// What holds for all tensors alike.
    package var traits: MethodTraits { made[0].method.traits }

    /// What the user should know before the merge starts, each once.
    var warnings: [String] {
        made.flatMap(\.method.traits.warnings).withoutRepeats
    }

    private func position(of tensor: String) -> Int { positions[UTF8Key(tensor)] ?? 0 }
}

extension Recipe {
    /// The values of all parameters for one tensor.
    ///
    /// - Throws: `RecipeError` naming parameter, model and tensor where a value is missing.
    fileprivate func arguments(of tensor: ResolvedTensor) throws(RecipeError) -> MethodArguments {
        func values(
            _ scopes: [ParameterScope],
            _ source: ResolvedSource?,
            _ model: Int?
        ) throws(RecipeError) -> [String: ParameterValue] {
            var values: [String: ParameterValue] = [:]
            for parameter in method.parameters where scopes.contains(parameter.scope) {
                let found = (source?.scopes ?? tensor.global).value(
                    of: parameter.name,
                    for: source?.tensor ?? tensor.name,
                    at: tensor.depth
                )
                guard found != nil || !parameter.isRequired else {
                    throw missing(parameter, of: source?.model, model, for: tensor.name)
                }
                values[parameter.name] = found?.value
            }
            return values
        }
        return MethodArguments(
            global: try values([.global], nil, nil),
            perModel: try tensor.models.enumerated().map { position, model throws(RecipeError) in
                try values([.perModel, .perInput], model, position)
            },
            base: try tensor.base.map { base throws(RecipeError) in
                try values([.perInput], base, nil)
            } ?? [:]
        )
    }
}
