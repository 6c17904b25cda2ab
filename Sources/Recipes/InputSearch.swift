internal import CLIPModels
internal import Checkpoints
public import MergeEngine
internal import SystemFiles
internal import TextFormats

/// Where the inputs of recipes are looked for.
///
/// A recipe keeps paths as they were given. A file of recipes is followed from the working directory,
/// as mergekit does; a recipe that an output records may be repeated from anywhere, so its inputs are
/// also looked for next to the output.
public struct InputSearch: Sendable {
    /// A model that is nowhere.
    public struct Failure: Error, Sendable {
        /// The model, as the recipe names it.
        public let model: ModelReference
        /// The paths that were tried.
        public let places: [String]
    }

    /// The folder in which relative paths are looked for; nil takes names as they are.
    private let folder: String?
    /// Whether names are tried as they are before that.
    private let triesNames: Bool
    /// For each model of the recipes the end of its path that tells it from all others.
    private let endings: [UTF8Key: String]

    /// Takes names as paths, unseen.
    public static let none = InputSearch([], in: nil, triesNames: true)

    /// Looks for the models of recipes in a folder: for relative paths whole, and for as much of every
    /// path's end as tells it from all others.
    public init(_ recipes: [Recipe], in folder: String) {
        self.init(recipes, in: folder, triesNames: false)
    }

    /// Looks for the models of recipes where they were, and then next to the output that records them.
    public init(_ recipes: [Recipe], beside output: String) {
        self.init(recipes, in: FileSystem.folder(of: output), triesNames: true)
    }

    private init(_ recipes: [Recipe], in folder: String?, triesNames: Bool) {
        endings = ModelName.distinguishing(recipes.flatMap { $0.models.map(\.name) })
        self.folder = folder
        self.triesNames = triesNames
    }

    /// The path of a model.
    ///
    /// - Throws: `Failure` where it is in none of the places.
    public func path(of model: ModelReference) throws(Failure) -> String {
        guard let folder else { return model.name }
        let places = places(of: model.name, folder)
        guard let found = places.first(where: { (try? FileStatus.of($0)) != nil }) else {
            // A base and an adapter may each be somewhere else.
            if let parts = AdapterPath(model.name, isThere: false) {
                let base = try path(of: ModelReference(parts.base, at: model.place))
                let adapter = try path(of: ModelReference(parts.adapter, at: model.place))
                return base + "+" + adapter
            }
            throw Failure(model: model, places: places)
        }
        return found
    }

    private func places(of name: String, _ folder: String) -> [String] {
        let relative = name.utf8.first == UInt8(ascii: "/") ? [] : [name]
        let ends = relative + [endings[UTF8Key(name)]].compactMap(\.self)
        var seen: Set<UTF8Key> = []
        return ((triesNames ? [name] : []) + ends.map { FileSystem.join(folder, $0) })
            .filter { seen.insert(UTF8Key($0)).inserted }
    }
}

extension InputSearch.Failure: CustomStringConvertible {
    /// The model and every place.
    public var description: String {
        "\(PrintableText.quoted(model.name)) is not there; looked for "
            + places.map(PrintableText.quoted).joined(separator: ", ")
    }
}
