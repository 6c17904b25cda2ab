internal import CLIPModels
internal import Checkpoints
internal import TextFormats

/// One part of a CLIP as a recipe's module puts it together: what is before the blocks, the blocks
/// slice by slice, and what follows them.
struct PartResolution {
    private let part: RecipeModule.Name
    private let module: RecipeModule
    private let recipe: Recipe
    private let directories: TensorDirectories

    init(
        _ part: RecipeModule.Name,
        of module: RecipeModule,
        in recipe: Recipe,
        _ directories: TensorDirectories
    ) {
        self.part = part
        self.module = module
        self.recipe = recipe
        self.directories = directories
    }

    /// The tensors of the output.
    ///
    /// As in mergekit, what is before the blocks follows the first slice, and what is behind
    /// them the last one.
    ///
    /// - Throws: `RecipeError` where a source ends behind its last block.
    func tensors() throws(RecipeError) -> [ResolvedTensor] {
        let (first, last) = (module.slices[0], module.slices[module.slices.count - 1])
        var tensors = outside(first, followingBlocks: false)
        var start = 0
        for slice in module.slices {
            let count = try blockCount(of: slice)
            for block in 0..<count { tensors += self.block(block, of: count, slice, from: start) }
            start += count
        }
        return tensors + outside(last, followingBlocks: true)
    }

    /// The number of blocks that a slice gives this part.
    private func blockCount(of slice: RecipeSlice) throws(RecipeError) -> Int {
        let sources = SliceInputs(slice, in: recipe).all
        let counts = sources.map { directories[$0.model].blockCount(part) }
        guard let count = slice.layerCount, counts.contains(where: { $0 > 0 }) else {
            return counts.max() ?? 0
        }
        for (source, count) in zip(sources, counts) where count < source.layers?.upperBound ?? 0 {
            throw source.model.place.error(
                "\(PrintableText.quoted(source.model.name)) has \(count) blocks in its "
                    + "\(part.rawValue) tower, and the layer range ends at "
                    + "\(source.layers?.upperBound ?? 0)"
            )
        }
        return count
    }

    private func outside(_ slice: RecipeSlice, followingBlocks: Bool) -> [ResolvedTensor] {
        let names = names(slice) { source in
            directories[source.model].tensors(part, followingBlocks: followingBlocks)
        }
        return resolved(names, slice, depth: 0) { _, name in name }
    }

    private func block(
        _ block: Int,
        of count: Int,
        _ slice: RecipeSlice,
        from start: Int
    ) -> [ResolvedTensor] {
        func place(_ source: RecipeSource) -> Int { block + (source.layers?.lowerBound ?? 0) }
        func renamed(_ name: String, from own: Int, to other: Int) -> String {
            own == other ? name : TensorPlace.name(of: name, inBlock: other)
        }
        let depth =
            recipe.options.isFlat == true ? 0 : count == 1 ? 1 : Double(block) / Double(count - 1)
        let names = names(slice) { source in
            directories[source.model].tensors(part, block: place(source)).map {
                renamed($0, from: place(source), to: start + block)
            }
        }
        return resolved(names, slice, depth: depth) { source, name in
            renamed(name, from: start + block, to: place(source))
        }
    }

    /// The output's names of what the sources of a slice hold, each once.
    private func names(_ slice: RecipeSlice, _ held: (RecipeSource) -> [String]) -> [String] {
        var seen: Set<UTF8Key> = []
        return SliceInputs(slice, in: recipe).all.flatMap(held).filter {
            seen.insert(UTF8Key($0)).inserted
        }
    }

    /// The tensors of these names, which share the places of their values.
    private func resolved(
        _ names: [String],
        _ slice: RecipeSlice,
        depth: Double,
        _ origin: (RecipeSource, String) -> String
    ) -> [ResolvedTensor] {
        let shared = recipe.shared(by: slice, of: module)
        let global = ParameterScopes(shared)
        let inputs = SliceInputs(slice, in: recipe)
        func scoped(_ source: RecipeSource) -> (RecipeSource, ParameterScopes) {
            (source, ParameterScopes([source.parameters] + shared))
        }
        let (models, base) = (inputs.models.map(scoped), inputs.base.map(scoped))
        return names.map { name in
            func resolved(_ source: RecipeSource, _ scopes: ParameterScopes) -> ResolvedSource {
                ResolvedSource(model: source.model, tensor: origin(source, name), scopes: scopes)
            }
            return ResolvedTensor(
                name: name,
                depth: depth,
                origin: slice.sources[0].model.place,
                global: global,
                models: models.map(resolved),
                base: base.map(resolved)
            )
        }
    }
}
