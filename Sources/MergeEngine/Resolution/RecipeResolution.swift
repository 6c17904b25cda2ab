internal import Checkpoints
internal import TextFormats

/// A recipe applied to the tensors of its inputs.
///
/// Depth is counted per tower: `t = k / (n - 1)` for block k of the n blocks of its slice, 1 where
/// n is 1. Tensors outside the blocks have `t = 0`; those before them follow the first slice, those
/// after them the last one.
struct RecipeResolution: Sendable {
    private let inputs: RecipeInputs
    private let selection: TensorSelection
    private let parts: [(resolution: PartResolution, pieces: [PartResolution.Piece])]

    /// The tensors of the output: part by part, in the order in which data meet them.
    ///
    /// - Complexity: They are made one after the other, each time: there can be a million.
    var tensors: some Sequence<ResolvedTensor> {
        let selection = selection
        return found.lazy.compactMap { selection.apply(to: $0) }
    }

    /// The same with those that are left out because an input lacks them.
    var found: some Sequence<ResolvedTensor> {
        parts.lazy.flatMap { part in
            part.pieces.lazy.flatMap { part.resolution.tensors(of: $0) }
        }
    }

    /// Resolves a recipe.
    ///
    /// - Parameters:
    ///   - recipe: The recipe.
    ///   - names: For each input, by its name in the recipe, the names of its tensors.
    /// - Throws: `RecipeError` where slices do not fit the inputs, where one has a base and another has
    ///   none, and for a tensor that belongs to no module.
    /// - Complexity: O(number of tensors x number of inputs).
    init(_ recipe: Recipe, holding names: [UTF8Key: TensorNames]) throws(RecipeError) {
        inputs = RecipeInputs(recipe)
        try Self.requireBases(recipe, inputs)
        let directories = TensorDirectories(names)
        selection = try TensorSelection(recipe, directories)
        var parts: [(resolution: PartResolution, pieces: [PartResolution.Piece])] = []
        for module in recipe.modules {
            for part in try Self.parts(of: module, in: recipe, directories) {
                let part = PartResolution(part, of: module, in: recipe, directories)
                parts.append((part, try part.pieces()))
            }
        }
        try Self.requireModules(recipe, directories)
        self.parts = parts
        guard recipe.options.absence == .union else { return }
        for tensor in found { try selection.check(tensor) }
    }

    /// What each tensor is merged from; nil where that is the tensor of its own name in every input.
    func assembly(_ path: (ModelReference) -> String) -> CheckpointAssembly? {
        let isUniform = found.allSatisfy { selection.apply(to: $0)?.isUniform(inputs) == true }
        if isUniform || !tensors.contains(where: { _ in true }) { return nil }
        func origin(_ source: ResolvedSource) -> TensorOrigin {
            TensorOrigin(checkpoint: path(source.model), tensor: source.tensor)
        }
        return CheckpointAssembly(
            tensors.map { tensor in
                AssembledTensor(
                    name: tensor.name,
                    base: tensor.base.map(origin),
                    models: tensor.models.map(origin),
                    isCopied: tensor.isCopied
                )
            }
        )
    }

    private static func requireBases(
        _ recipe: Recipe,
        _ inputs: RecipeInputs
    ) throws(RecipeError) {
        for slice in recipe.slices
        where (SliceInputs(slice, in: recipe).base == nil) != (inputs.base == nil) {
            throw slice.sources[0].model.place.error(
                "one slice has a base and another has none; give 'base_model' for all"
            )
        }
    }

    /// The parts of a CLIP that a module makes; layers are counted in one tower.
    private static func parts(
        of module: RecipeModule,
        in recipe: Recipe,
        _ directories: TensorDirectories
    ) throws(RecipeError) -> [RecipeModule.Name] {
        if let name = module.name { return [name] }
        let towers = RecipeModule.Name.allCases.filter { part in
            directories.all.contains { $0.blockCount(part) > 0 }
        }
        guard towers.count < 2 || module.slices[0].layerCount == nil else {
            throw module.slices[0].sources[0].model.place.error(
                "slices belong to one tower, and this checkpoint has \(towers.count); "
                    + "put them under 'modules'"
            )
        }
        return RecipeModule.Name.allCases
    }

    private static func requireModules(
        _ recipe: Recipe,
        _ directories: TensorDirectories
    ) throws(RecipeError) {
        let parts = recipe.modules.map(\.name)
        for part in RecipeModule.Name.allCases where !parts.contains(nil) && !parts.contains(part) {
            guard let name = directories.all.lazy.compactMap({ $0.first(part) }).first else {
                continue
            }
            throw recipe.place.error(
                "no module of the recipe holds \(PrintableText.quoted(name)); "
                    + "add '\(part.rawValue)' to 'modules'"
            )
        }
    }
}
