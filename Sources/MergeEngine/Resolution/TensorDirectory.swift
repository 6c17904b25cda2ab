internal import CLIPModels
internal import Checkpoints
internal import TextFormats

/// The names of a checkpoint's tensors, by their place.
struct TensorDirectory {
    private var before: [RecipeModule.Name: [String]] = [:]
    private var after: [RecipeModule.Name: [String]] = [:]
    private var blocks: [RecipeModule.Name: [Int: [String]]] = [:]
    private let names: Set<UTF8Key>

    init(_ tensors: [String]) {
        names = Set(tensors.map(UTF8Key.init))
        for tensor in tensors {
            let place = TensorPlace(tensor)
            let module = RecipeModule.Name(place)
            switch place.section {
            case .block(let block):
                blocks[module, default: [:]][block, default: []].append(tensor)
            case .input: before[module, default: []].append(tensor)
            case .output, .unknown: after[module, default: []].append(tensor)
            }
        }
    }

    /// A directory without tensors.
    init() { self.init([]) }

    func holds(_ tensor: String) -> Bool { names.contains(UTF8Key(tensor)) }

    /// The number of blocks in a part.
    func blockCount(_ module: RecipeModule.Name) -> Int {
        blocks[module].flatMap { $0.keys.max() }.map { $0 + 1 } ?? 0
    }

    /// The tensors of a block.
    func tensors(_ module: RecipeModule.Name, block: Int) -> [String] {
        blocks[module]?[block] ?? []
    }

    /// The tensors before the blocks of a part, or after them.
    func tensors(_ module: RecipeModule.Name, followingBlocks: Bool) -> [String] {
        (followingBlocks ? after : before)[module] ?? []
    }

    /// The first tensor of a part.
    func first(_ module: RecipeModule.Name) -> String? {
        before[module]?.first ?? after[module]?.first
            ?? blocks[module]?.min { $0.key < $1.key }?.value.first
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
    init(_ names: [UTF8Key: [String]]) { byName = names.mapValues(TensorDirectory.init) }

    /// The directory of a model; without tensors where that is none of the inputs.
    subscript(model: ModelReference) -> TensorDirectory {
        byName[UTF8Key(model.name)] ?? TensorDirectory()
    }

    /// All directories.
    var all: some Collection<TensorDirectory> { byName.values }
}
