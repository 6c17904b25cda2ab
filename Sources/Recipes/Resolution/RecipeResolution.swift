internal import Checkpoints
internal import TextFormats

/// A recipe applied to the tensors of its inputs.
///
/// Depth is counted per tower: `t = k / (n - 1)` for block k of the n blocks of its slice, 1 where
/// n is 1. Tensors outside the blocks have `t = 0`; those before them follow the first slice, those
/// after them the last one.
public struct RecipeResolution: Sendable {
    /// The tensors of the output: part by part, in the order in which data meet them.
    public let tensors: [ResolvedTensor]

    let inputs: RecipeInputs
    /// Whether tensors of the inputs are left out.
    private let leavesOut: Bool

    /// Resolves a recipe.
    ///
    /// - Parameters:
    ///   - recipe: The recipe.
    ///   - names: For each input, by its name in the recipe, the names of its tensors.
    /// - Throws: `RecipeError` where slices do not fit the inputs, and for a tensor that belongs to no
    ///   module.
    /// - Complexity: O(number of tensors x number of inputs).
    public init(_ recipe: Recipe, holding names: [String: [String]]) throws(RecipeError) {
        inputs = try RecipeInputs(recipe)
        let directories = names.mapValues(TensorDirectory.init)
        let selection = try TensorSelection(recipe, directories)
        var found: [ResolvedTensor] = []
        for module in recipe.modules {
            for part in try Self.parts(of: module, in: recipe, directories) {
                found += try PartResolution(
                    part,
                    of: module,
                    in: recipe,
                    directories,
                    isFlat: selection.isFlat
                ).tensors()
            }
        }
        try Self.requireModules(recipe, directories)
        var tensors: [ResolvedTensor] = []
        for tensor in found {
            if let tensor = try selection.apply(to: tensor) { tensors.append(tensor) }
        }
        self.tensors = tensors
        leavesOut = tensors.count < found.count
    }

    /// The tensor of a name, or nil.
    ///
    /// - Complexity: O(number of tensors).
    public subscript(name: String) -> ResolvedTensor? { tensors.first { $0.name == name } }

    /// Whether every tensor is merged from all inputs, of each the tensor of its own name.
    var isUniform: Bool { !leavesOut && tensors.allSatisfy { $0.isUniform(inputs) } }

    /// The parts of a CLIP that a module makes; layers are counted in one tower.
    private static func parts(
        of module: RecipeModule,
        in recipe: Recipe,
        _ directories: [String: TensorDirectory]
    ) throws(RecipeError) -> [RecipeModule.Name] {
        if let name = module.name { return [name] }
        let towers = RecipeModule.Name.allCases.filter { part in
            directories.values.contains { $0.blockCount(part) > 0 }
        }
        guard towers.count < 2 || module.slices[0].layerCount == nil else {
            throw module.slices[0].sources[0].model.node.error(
                "slices belong to one tower, and this checkpoint has \(towers.count); "
                    + "put them under 'modules'"
            )
        }
        return RecipeModule.Name.allCases
    }

    private static func requireModules(
        _ recipe: Recipe,
        _ directories: [String: TensorDirectory]
    ) throws(RecipeError) {
        let parts = recipe.modules.map(\.name)
        for part in RecipeModule.Name.allCases where !parts.contains(nil) && !parts.contains(part) {
            guard let name = directories.values.lazy.compactMap({ $0.first(part) }).first else {
                continue
            }
            throw recipe.node.error(
                "no module of the recipe holds \(PrintableText.quoted(name)); "
                    + "add '\(part.rawValue)' to 'modules'"
            )
        }
    }
}
