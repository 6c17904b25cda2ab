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

    /// Some tensors of the output that belong together: a block, or what is before the blocks or follows
    /// them.
    struct Piece: Sendable {
        enum Place: Sendable { case before, after, block(Int, of: Int, from: Int) }

        let slice: Int
        let place: Place
    }

    /// The pieces of the part, in order.
    ///
    /// As in mergekit, what is before the blocks follows the first slice, and what is behind
    /// them the last one.
    ///
    /// - Throws: `RecipeError` where a source ends behind its last block.
    func pieces() throws(RecipeError) -> [Piece] {
        var pieces = [Piece(slice: 0, place: .before)]
        var start = 0
        for (number, slice) in module.slices.enumerated() {
            let count = try blockCount(of: slice)
            for block in 0..<count {
                pieces.append(Piece(slice: number, place: .block(block, of: count, from: start)))
            }
            start += count
        }
        return pieces + [Piece(slice: module.slices.count - 1, place: .after)]
    }

    /// The tensors of a piece.
    ///
    /// - Complexity: O(tensors of the piece) for their names; each is made when it is asked for, because
    ///   there can be a million.
    func tensors(of piece: Piece) -> LazyMapCollection<Range<Int>, ResolvedTensor> {
        let slice = module.slices[piece.slice]
        return switch piece.place {
        case .before: outside(slice, followingBlocks: false)
        case .after: outside(slice, followingBlocks: true)
        case .block(let block, let count, let start):
            self.block(block, of: count, slice, from: start)
        }
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

    private func outside(
        _ slice: RecipeSlice,
        followingBlocks: Bool
    ) -> LazyMapCollection<Range<Int>, ResolvedTensor> {
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
    ) -> LazyMapCollection<Range<Int>, ResolvedTensor> {
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
    private func names<Held: Sequence<String>>(
        _ slice: RecipeSlice,
        _ held: (RecipeSource) -> Held
    ) -> TensorNames {
        var names = TensorNames()
        for source in SliceInputs(slice, in: recipe).all {
            for name in held(source) where names.number(of: name) == nil { names.append(name) }
        }
        return names
    }

    /// The tensors of these names, which share the places of their values.
    private func resolved(
        _ names: TensorNames,
        _ slice: RecipeSlice,
        depth: Double,
        _ origin: @escaping (RecipeSource, String) -> String
    ) -> LazyMapCollection<Range<Int>, ResolvedTensor> {
        let shared = recipe.shared(by: slice, of: module)
        let global = ParameterScopes(shared)
        let inputs = SliceInputs(slice, in: recipe)
        func scoped(_ source: RecipeSource) -> (RecipeSource, ParameterScopes) {
            (source, ParameterScopes([source.parameters] + shared))
        }
        let (models, base) = (inputs.models.map(scoped), inputs.base.map(scoped))
        return (0..<names.count).lazy.map { number in
            let name = names[number]
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
