internal import CLIPModels
internal import Checkpoints
internal import TextFormats

/// The names of a checkpoint's tensors, by their place.
struct TensorDirectory {
    private var before: [RecipeModule.Name: [Int32]] = [:]
    private var after: [RecipeModule.Name: [Int32]] = [:]
    private var blocks: [RecipeModule.Name: [Int: [Int32]]] = [:]
    fileprivate let names: TensorNames

    /// - Complexity: O(total length of the names); 4 bytes for a tensor, and some 80 for a block.
    init(_ names: TensorNames = TensorNames()) {
        self.names = names
        for number in 0..<Int32(names.count) {
            let place = TensorPlace(names[Int(number)])
            let module = RecipeModule.Name(place)
            switch place.section {
            case .block(let block):
                blocks[module, default: [:]][block, default: []].append(number)
            case .input: before[module, default: []].append(number)
            case .output, .unknown: after[module, default: []].append(number)
            }
        }
    }

    func holds(_ tensor: String) -> Bool { names.number(of: tensor) != nil }

    /// The number of blocks in a part.
    func blockCount(_ module: RecipeModule.Name) -> Int {
        blocks[module].flatMap { $0.keys.max() }.map { $0 + 1 } ?? 0
    }

    /// The tensors of a block.
    func tensors(_ module: RecipeModule.Name, block: Int) -> LazyMapCollection<[Int32], String> {
        named(blocks[module]?[block])
    }

    /// The tensors before the blocks of a part, or after them.
    func tensors(
        _ module: RecipeModule.Name,
        followingBlocks: Bool
    ) -> LazyMapCollection<[Int32], String> {
        named((followingBlocks ? after : before)[module])
    }

    /// The first tensor of a part.
    func first(_ module: RecipeModule.Name) -> String? {
        let number =
            before[module]?.first ?? after[module]?.first
            ?? blocks[module]?.min { $0.key < $1.key }?.value.first
        return number.map { names[Int($0)] }
    }

    private func named(_ numbers: [Int32]?) -> LazyMapCollection<[Int32], String> {
        (numbers ?? []).lazy.map { [names] in names[Int($0)] }
    }
}

extension RecipeModule.Name {
    /// The part to which a tensor belongs: what is neither of the vision tower nor of a head counts as
    /// text.
    fileprivate init(_ place: TensorPlace) {
        self = place.role == .head ? .head : place.tower == .vision ? .vision : .text
    }
}

/// The directories of a recipe's inputs.
struct TensorDirectories {
    private let byName: [UTF8Key: TensorDirectory]

    /// - Parameter names: For each input, by its name in the recipe, the names of its tensors.
    init(_ names: [UTF8Key: TensorNames]) {
        // Inputs of a merge have the same tensors, nearly always.
        var made: [TensorDirectory] = []
        byName = names.mapValues { names in
            if let known = made.first(where: { $0.names.areExactly(names) }) { return known }
            made.append(TensorDirectory(names))
            return made[made.count - 1]
        }
    }

    /// The directory of a model; without tensors where that is none of the inputs.
    subscript(model: ModelReference) -> TensorDirectory {
        byName[UTF8Key(model.name)] ?? TensorDirectory()
    }

    /// All directories.
    var all: some Collection<TensorDirectory> { byName.values }
}
