internal import Checkpoints
internal import Yams

/// Turns the parser's nodes into values, within the limits.
struct YAMLConversion {
    private let path: String
    private var nodeCount = 0

    init(path: String) { self.path = path }

    /// The value of a node, aliases written out and merge keys followed.
    mutating func convert(_ node: Node, depth: Int) throws(RecipeError) -> YAMLNode {
        let line = node.mark?.line ?? 1
        try count(depth: depth, line: line)
        switch node {
        case .scalar(let scalar):
            return value(.scalar(scalar.string, isQuoted: scalar.style != .plain), line)
        case .sequence(let sequence):
            var items: [YAMLNode] = []
            for item in sequence { items.append(try convert(item, depth: depth + 1)) }
            return value(.sequence(items), line)
        case .mapping(let mapping):
            return value(.mapping(try entries(of: mapping, depth: depth + 1)), line)
        case .alias:
            throw RecipeError(path: path, line: line, "is not valid YAML: an alias of nothing")
        }
    }

    private func value(_ content: YAMLNode.Content, _ line: Int) -> YAMLNode {
        YAMLNode(content, path: path, line: line)
    }

    private mutating func count(depth: Int, line: Int) throws(RecipeError) {
        nodeCount += 1
        guard depth <= YAMLLimits.depth else {
            throw RecipeError(
                path: path,
                line: line,
                "nests more than \(YAMLLimits.depth) levels deep, and no recipe needs so many"
            )
        }
        guard nodeCount <= YAMLLimits.nodeCount else {
            throw RecipeError(
                path: path,
                line: line,
                "holds more than \(YAMLLimits.nodeCount) values, aliases written out"
            )
        }
    }

    private mutating func entries(
        of mapping: Node.Mapping,
        depth: Int
    ) throws(RecipeError) -> [YAMLEntry] {
        var own: [YAMLEntry] = []
        var inherited: [YAMLEntry] = []
        for (key, node) in mapping {
            let line = key.mark?.line ?? 1
            guard case .scalar(let scalar) = key else {
                throw RecipeError(path: path, line: line, "a key must be text")
            }
            let value = try convert(node, depth: depth)
            let entry = YAMLEntry(key: scalar.string, value: value, line: line)
            if scalar.string == "<<", scalar.style == .plain {
                inherited += try inheritedEntries(entry)
            } else if own.contains(where: { $0.key == entry.key }) {
                throw entry.error(
                    "the key \(PrintableText.quoted(entry.key)) stands twice in one mapping"
                )
            } else {
                own.append(entry)
            }
        }
        return Self.adding(inherited, to: own)
    }

    /// What a merge key brings: the entries of one mapping or of several, the first one's first.
    private func inheritedEntries(_ entry: YAMLEntry) throws(RecipeError) -> [YAMLEntry] {
        switch entry.value.content {
        case .mapping(let entries): return entries
        case .sequence(let items):
            var entries: [YAMLEntry] = []
            for item in items {
                guard case .mapping(let more) = item.content else {
                    throw entry.error("'<<' takes a mapping or a list of mappings")
                }
                entries += more
            }
            return entries
        case .scalar: throw entry.error("'<<' takes a mapping or a list of mappings")
        }
    }

    private static func adding(_ inherited: [YAMLEntry], to own: [YAMLEntry]) -> [YAMLEntry] {
        var keys = Set(own.map(\.key))
        return own + inherited.filter { keys.insert($0.key).inserted }
    }
}
