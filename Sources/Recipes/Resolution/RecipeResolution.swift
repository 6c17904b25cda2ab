internal import Checkpoints

/// A recipe applied to the tensors of a checkpoint.
///
/// Depth is counted per tower: `t = k / (n - 1)` for block k of the n blocks of its slice, 1 where
/// n is 1. Tensors outside the blocks have `t = 0` and follow the first slice.
public struct RecipeResolution: Sendable {
    private let recipe: Recipe
    private let isFlat: Bool
    var path: String { recipe.node.path }
    private let blockCounts: [RecipeModule.Name: Int]
    /// The base, where there is one.
    public let base: ModelReference?
    /// The models, without the base, in the order in which they are merged.
    public let models: [ModelReference]

    /// Resolves a recipe.
    ///
    /// - Parameters:
    ///   - recipe: The recipe.
    ///   - tensors: The names of the output's tensors.
    ///   - isFlat: Whether depth counts as 0 everywhere, as mergekit's flat tool has it: a gradient is
    ///     its first value.
    /// - Throws: `RecipeError` where slices do not fit the tensors, or differ in their inputs.
    /// - Complexity: O(number of tensors).
    public init(
        _ recipe: Recipe,
        tensors: [String],
        isFlat: Bool = false
    ) throws(RecipeError) {
        let inputs = try RecipeInputs(recipe)
        (base, models) = (inputs.base, inputs.models)
        self.recipe = recipe
        self.isFlat = isFlat
        var counts: [RecipeModule.Name: Int] = [:]
        for place in tensors.map(TensorPlace.init) {
            guard let block = place.block else { continue }
            counts[place.module] = max(counts[place.module] ?? 0, block + 1)
        }
        blockCounts = counts
        for module in recipe.modules { try checkSlices(of: module) }
    }

    /// Where the values of a tensor's parameters come from.
    ///
    /// - Throws: `RecipeError` for a tensor that belongs to no module of the recipe.
    public func tensor(_ name: String) throws(RecipeError) -> ResolvedTensor {
        let place = TensorPlace(name)
        let module = recipe.modules.first { $0.name == nil || $0.name == place.module }
        guard let module else {
            throw recipe.node.error(
                "no module of the recipe holds \(PrintableText.quoted(name)); "
                    + "add '\(place.module.rawValue)' to 'modules'"
            )
        }
        let (slice, depth) = slice(of: place, in: module)
        let shared = [slice.parameters, module.parameters, recipe.parameters]
        return ResolvedTensor(
            name: name,
            depth: depth,
            origin: slice.sources[0].model.node,
            global: ParameterScopes(shared),
            models: slice.sources.filter { $0.model.name != base?.name }.map {
                ParameterScopes([$0.parameters] + shared)
            },
            base: base.map { base in
                let own = slice.sources.first { $0.model.name == base.name }?.parameters
                return ParameterScopes([own ?? .none] + shared)
            }
        )
    }

    private func slice(of place: TensorPlace, in module: RecipeModule) -> (RecipeSlice, Double) {
        guard let block = place.block, !isFlat else { return (module.slices[0], 0) }
        var first = 0
        for slice in module.slices {
            let count = slice.layerCount ?? blockCounts[place.module] ?? 1
            if block < first + count {
                return (slice, count == 1 ? 1 : Double(block - first) / Double(count - 1))
            }
            first += count
        }
        preconditionFailure("slices were checked to hold every block")
    }

    /// Slices are for one tower, hold all of its blocks, and leave each where it is.
    private func checkSlices(of module: RecipeModule) throws(RecipeError) {
        guard module.slices[0].layerCount != nil else { return }
        let towers =
            module.name.map { [$0] } ?? blockCounts.keys.sorted { $0.rawValue < $1.rawValue }
        let reference = module.slices[0].sources[0].model.node
        guard towers.count == 1 else {
            throw reference.error(
                "slices belong to one tower, and this checkpoint has \(towers.count); "
                    + "put them under 'modules'"
            )
        }
        var first = 0
        for slice in module.slices {
            let count = slice.layerCount ?? 0
            for source in slice.sources where source.layers?.lowerBound != first {
                throw source.model.node.error(
                    "moves blocks: block \(source.layers?.lowerBound ?? 0) of this source would "
                        + "become block \(first), which is not supported"
                )
            }
            first += count
        }
        let blocks = blockCounts[towers[0]] ?? 0
        guard first == blocks else {
            throw reference.error("the slices hold \(first) blocks, and the tower has \(blocks)")
        }
    }
}
