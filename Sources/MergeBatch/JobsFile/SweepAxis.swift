internal import MergeEngine
internal import Merging
internal import Recipes
internal import TextFormats

/// What a sweep varies: a key with its values, each laid over the sweep's recipe in turn.
struct SweepAxis {
    struct Value {
        /// What the value is called in names.
        let label: String
        /// The keys that it sets.
        let overlay: YAMLNode
    }

    let name: String
    let values: [Value]

    /// The most jobs of a file, so that a slip of the pen ends at once.
    static let mostJobs = 100_000

    /// Reads an entry of `vary`.
    ///
    /// `models` takes `{choose: K, of: [...]}`; `merge_method` and `base_model` a list, that of methods
    /// with `{NAME: {PARAMETER: VALUE}}` for one with parameters of its own; any other key is a
    /// parameter, with a list or `FIRST:LAST:STEP`.
    ///
    /// - Throws: `RecipeError` for values of another form.
    init(_ entry: YAMLEntry) throws(RecipeError) {
        name = entry.key
        switch entry.key {
        case "models": values = try Self.subsets(entry.value)
        case "merge_method": values = try Self.methods(entry.value)
        case "base_model":
            values = try Self.words(entry.value).map { word throws(RecipeError) in
                Value(
                    label: ModelName.of(try Self.text(word)),
                    overlay: word.under(entry.key)
                )
            }
        default:
            let parameter = entry.key
            values = try Self.numbersOrWords(entry.value).map { word throws(RecipeError) in
                let overlay = word.under(parameter).under("parameters")
                return Value(label: try Self.text(word), overlay: overlay)
            }
        }
    }

    /// The number of values of an entry of `vary`, before any of them is built.
    ///
    /// - Returns: Nil where there are more than a file may have jobs.
    /// - Throws: `RecipeError` for subsets of another form.
    static func valueCount(_ entry: YAMLEntry) throws(RecipeError) -> Int? {
        guard entry.key == "models" else { return entry.value.items?.count ?? 1 }
        let (size, models) = try choice(entry.value)
        guard let count = Subsets.count(choosing: size, of: models.count, limit: mostJobs) else {
            return nil
        }
        guard size <= mostListed / count else {
            throw entry.value.error(
                "\(count) subsets of \(size) models each list more than \(mostListed) models"
            )
        }
        return count
    }

    /// The most models that the jobs of a sweep list, all together.
    private static let mostListed = 1_000_000

    /// How many of which models a sweep chooses.
    private static func choice(
        _ node: YAMLNode
    ) throws(RecipeError) -> (size: Int, models: [YAMLNode]) {
        _ = try node.entries("'models' of a sweep", known: ["choose", "of"])
        guard let size = node["choose"]?.integer, let models = node["of"]?.items, size > 0,
            size <= models.count
        else {
            throw node.error(
                "'models' of a sweep is {choose: K, of: [...]}, with K from 1 to the number of "
                    + "models"
            )
        }
        return (size, models)
    }

    /// Methods, each by its name, or as the only key of a mapping with its parameters; one that is
    /// listed twice is told apart by these.
    private static func methods(_ node: YAMLNode) throws(RecipeError) -> [Value] {
        let methods = try words(node).map { item throws(RecipeError) in
            guard let entries = item.entries else { return (try text(item), item, [YAMLEntry]()) }
            guard entries.count == 1, entries[0].value.isNull || entries[0].value.entries != nil
            else { throw item.error("a method with parameters is {NAME: {PARAMETER: VALUE}}") }
            let name = YAMLNode(
                .scalar(entries[0].key, isQuoted: false),
                path: item.path,
                line: item.line
            )
            return (entries[0].key, name, entries[0].value.entries ?? [])
        }
        return methods.map { name, word, parameters in
            let isRepeated = methods.count { $0.0.isExactly(name) } > 1
            let texts = isRepeated ? parameters.compactMap(\.value.text) : []
            let own = YAMLNode(.mapping(parameters), path: word.path, line: word.line)
            let overlay = word.under("merge_method")
            return Value(
                label: ([name] + texts).joined(separator: "-"),
                overlay: parameters.isEmpty ? overlay : overlay.merging(own.under("parameters"))
            )
        }
    }

    private static func subsets(_ node: YAMLNode) throws(RecipeError) -> [Value] {
        let (size, models) = try choice(node)
        let names = try models.map { model throws(RecipeError) in
            ModelName.of(try text(model["model"] ?? model))
        }
        return Subsets.positions(choosing: size, of: models.count).map { positions in
            let chosen = positions.map {
                models[$0].entries == nil ? models[$0].under("model") : models[$0]
            }
            return Value(
                label: positions.map { names[$0] }.joined(separator: "+"),
                overlay: YAMLNode(.sequence(chosen), path: node.path, line: node.line)
                    .under("models")
            )
        }
    }

    private static func numbersOrWords(_ node: YAMLNode) throws(RecipeError) -> [YAMLNode] {
        guard let text = node.text else { return try words(node) }
        guard let range = DecimalRange(text) else {
            throw node.error("a sweep's values are a list, or FIRST:LAST:STEP as in 0:1:0.1")
        }
        return range.values.map {
            let text = ParameterValue.number($0).description
            return YAMLNode(.scalar(text, isQuoted: false), path: node.path, line: node.line)
        }
    }

    private static func words(_ node: YAMLNode) throws(RecipeError) -> [YAMLNode] {
        guard let items = node.items, !items.isEmpty else {
            throw node.error("a sweep's values are a list of at least one value")
        }
        return items
    }

    private static func text(_ node: YAMLNode) throws(RecipeError) -> String {
        guard let text = node.text else {
            throw node.error("a single value was expected, not \(node.kind)")
        }
        return text
    }
}

extension YAMLNode {
    /// A mapping with this value alone.
    fileprivate func under(_ key: String) -> YAMLNode {
        let entry = YAMLEntry(key: key, value: self, line: line)
        return YAMLNode(.mapping([entry]), path: path, line: line)
    }
}

/// The subsets of a list that have a given size, in lexicographic order of positions.
enum Subsets {
    /// The positions of every subset.
    ///
    /// - Parameters:
    ///   - size: The number of elements in a subset.
    ///   - count: The number of elements in the list.
    /// - Returns: Ascending positions, one list per subset; none when `size` exceeds `count`.
    /// - Complexity: O(subsets times size).
    static func positions(choosing size: Int, of count: Int) -> [[Int]] {
        precondition(size >= 0, "a subset has no negative size")
        guard size <= count else { return [] }
        var subsets: [[Int]] = []
        var current = Array(0..<size)
        while true {
            subsets.append(current)
            guard let place = current.indices.last(where: { current[$0] < count - size + $0 })
            else { return subsets }
            current[place] += 1
            for next in current.indices.dropFirst(place + 1) {
                current[next] = current[next - 1] + 1
            }
        }
    }

    /// The number of subsets, or nil when it exceeds `limit`.
    static func count(choosing size: Int, of count: Int, limit: Int) -> Int? {
        guard size <= count else { return 0 }
        var product = 1
        for step in 0..<min(size, count - size) {
            guard let value = product.multipliedExactly(by: count - step) else { return nil }
            product = value / (step + 1)
            if product > limit { return nil }
        }
        return product
    }
}
