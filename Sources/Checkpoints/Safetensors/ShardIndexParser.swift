import SystemFiles

/// Scans the JSON text of an index into a map from tensors to files.
struct ShardIndexParser {
    private var scanner: JSONScanner

    init(_ bytes: [UInt8], path: String, limits: CheckpointLimits) {
        let source = JSONSource(path: path, baseOffset: 0, numbersRules: false)
        scanner = JSONScanner(bytes, source: source, limits: limits)
    }

    mutating func parse() throws(CheckpointError) -> ShardMap {
        try requireUTF8()
        scanner.skipWhitespace()
        try scanner.enter(.object, rule: 5, "the index")
        var map: ShardMap?
        var seen: Set<UTF8Key> = []
        while let name = try scanner.nextName(seen: &seen, duplicateRule: { _ in 17 }) {
            // Everything else, the total size too, is too often wrong to be relied on.
            if name == "weight_map" { map = try parseMap() } else { try scanner.skipValue() }
        }
        scanner.skipWhitespace()
        guard scanner.current == nil else {
            throw scanner.failure(5, "the index goes on behind its closing brace")
        }
        guard let map else { throw scanner.failure(8, absence, at: 0) }
        return map
    }

    /// What the text is, when it has no map.
    private var absence: String {
        let name = FileSystem.name(of: scanner.source.path)
        if name.hasSuffix(".index.json") { return "the index has no weight_map" }
        let isCompanion = CompanionFile.names.contains(name)
        let what =
            isCompanion ? "a file that stands beside weights" : "JSON, but no index of shards"
        return "is \(what): give the folder or the weights themselves"
    }

    private func requireUTF8() throws(CheckpointError) {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: scanner.bytes.span)
        } catch {
            throw scanner.failure(4, "the index is not UTF-8", at: error.byteOffsets.lowerBound)
        }
    }

    private mutating func parseMap() throws(CheckpointError) -> ShardMap {
        try scanner.enter(.object, rule: 5, "weight_map")
        var map = ShardMap(capacity: entryCountBound)
        var start = scanner.position
        while let tensor = try scanner.memberName(isFirst: map.isEmpty) {
            scanner.tensor = tensor
            guard map.insert(tensor, try parseFileName()) else {
                scanner.tensor = nil
                throw scanner.duplicate(tensor, rule: 16, behind: start)
            }
            try requireLimits(tensorName: tensor, map)
            scanner.tensor = nil
            start = scanner.position
        }
        return map
    }

    /// At least the number of entries in any index in common use: four quotes belong to each, and
    /// a million different names need some twelve bytes each.
    private var entryCountBound: Int {
        let quoteCount = scanner.bytes.count { $0 == UInt8(ascii: "\"") }
        return min(quoteCount / 4, scanner.bytes.count / 12, scanner.limits.tensorCount)
    }

    private mutating func parseFileName() throws(CheckpointError) -> String {
        let start = scanner.position
        let name = try scanner.string("the file of a tensor", rule: 5)
        guard FileSystem.isPlainName(name) else {
            let quoted = CheckpointError.quote(name)
            throw scanner.failure(19, "\(quoted) is not the name of a file beside it", at: start)
        }
        return name
    }

    private func requireLimits(
        tensorName: String,
        _ map: ShardMap
    ) throws(CheckpointError) {
        let limits = scanner.limits
        guard tensorName.utf8.count <= limits.nameByteCount else {
            throw scanner.failure(19, "the name is longer than \(limits.nameByteCount) bytes")
        }
        guard map.fileNames.count <= limits.shardCount else {
            throw scanner.failure(19, "the index names more than \(limits.shardCount) files")
        }
        guard map.tensorCount <= limits.tensorCount else {
            throw scanner.failure(19, "the index names more than \(limits.tensorCount) tensors")
        }
    }
}
