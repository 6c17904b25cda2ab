internal import MergeEngine
internal import TextFormats

/// Builds values from the parser's events, within the limits: aliases are written out, merge keys
/// followed.
struct YAMLComposer: ~Copyable {
    private let path: String
    private var events: YAMLEvents
    private var anchored: [UTF8Key: YAMLNode] = [:]
    private var nodeCount = 0
    private var aliasCount = 0

    init(text: String, path: String) {
        self.path = path
        events = YAMLEvents(of: text, path: path)
    }

    /// The roots of all documents.
    mutating func documents() throws(RecipeError) -> [YAMLNode] {
        var roots: [YAMLNode] = []
        while true {
            let event = try events.next()
            switch event.content {
            case .streamEnd: return roots
            case .streamStart, .documentStart, .documentEnd: continue
            default: roots.append(try compose(event, depth: 1))
            }
        }
    }

    /// The value that begins with an event.
    private mutating func compose(
        _ event: YAMLEvent,
        depth: Int
    ) throws(RecipeError) -> YAMLNode {
        if case .alias = event.content { return try resolve(event, depth: depth) }
        try count(depth: depth, line: event.line)
        let content: YAMLNode.Content =
            switch event.content {
            case .scalar(let text, let isQuoted): .scalar(text, isQuoted: isQuoted)
            case .sequenceStart: .sequence(try items(depth: depth + 1))
            default: .mapping(try entries(depth: depth + 1))
            }
        let node = YAMLNode(content, path: path, line: event.line)
        if let anchor = event.anchor { anchored[UTF8Key(anchor)] = node }
        return node
    }

    private mutating func items(depth: Int) throws(RecipeError) -> [YAMLNode] {
        var items: [YAMLNode] = []
        while true {
            let event = try events.next()
            if case .sequenceEnd = event.content { return items }
            items.append(try compose(event, depth: depth))
        }
    }

    private mutating func entries(depth: Int) throws(RecipeError) -> [YAMLEntry] {
        var own: [YAMLEntry] = []
        var inherited: [YAMLEntry] = []
        var lines: [UTF8Key: Int] = [:]
        while true {
            let event = try events.next()
            if case .mappingEnd = event.content { break }
            let key = try compose(event, depth: depth)
            guard case .scalar(let text, let isQuoted) = key.content else {
                throw key.error("a key must be text")
            }
            // The limit is on values.
            nodeCount -= 1
            if let line = lines.updateValue(key.line, forKey: UTF8Key(text)) {
                let quoted = PrintableText.quoted(text)
                throw RecipeError(
                    path: path,
                    line: line,
                    "the key \(quoted) is a duplicate in its mapping"
                )
            }
            let value = try compose(try events.next(), depth: depth)
            let entry = YAMLEntry(key: text, value: value, line: key.line)
            if text == "<<", !isQuoted {
                inherited += try Self.inheritedEntries(entry)
            } else {
                own.append(entry)
            }
        }
        return own + inherited.filter { lines.updateValue($0.line, forKey: UTF8Key($0.key)) == nil }
    }

    /// What a merge key brings: the entries of one mapping or of several, the first one's first.
    private static func inheritedEntries(_ entry: YAMLEntry) throws(RecipeError) -> [YAMLEntry] {
        let sources = entry.value.items ?? [entry.value]
        let entries = sources.compactMap(\.entries)
        guard entries.count == sources.count else {
            throw entry.error("'<<' takes a mapping or a list of mappings")
        }
        return Array(entries.joined())
    }

    private mutating func resolve(_ alias: YAMLEvent, depth: Int) throws(RecipeError) -> YAMLNode {
        aliasCount += 1
        guard aliasCount <= YAMLLimits.aliasCount else {
            throw RecipeError(
                path: path,
                line: alias.line,
                "has more than \(YAMLLimits.aliasCount) aliases; write the values out"
            )
        }
        guard let node = alias.anchor.flatMap({ anchored[UTF8Key($0)] }) else {
            throw RecipeError(
                path: path,
                line: alias.line,
                "is not valid YAML: found undefined alias"
            )
        }
        try count(node, depth: depth, line: alias.line)
        return node
    }

    /// Counts a value and all below it once more, as if they were written out.
    private mutating func count(
        _ node: YAMLNode,
        depth: Int,
        line: Int
    ) throws(RecipeError) {
        try count(depth: depth, line: line)
        let children = node.items ?? node.entries?.map(\.value) ?? []
        for child in children { try count(child, depth: depth + 1, line: line) }
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
}
