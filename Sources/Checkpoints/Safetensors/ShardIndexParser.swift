internal import SystemFiles
internal import TextFormats

/// Scans the JSON text of an index into a map from tensors to files.
struct ShardIndexParser {
    private let limits: CheckpointLimits
    private let path: String
    private var scanner: JSONScanner

    init(_ bytes: [UInt8], path: String, limits: CheckpointLimits) throws(JSONError) {
        self.limits = limits
        self.path = path
        scanner = try JSONScanner(bytes, "the index", limits: limits.ofJSON)
    }

    mutating func parse() throws(JSONError) -> ShardMap {
        scanner.skipWhitespace()
        try scanner.enter(.object, "the index")
        var map: ShardMap?
        var seen: Set<UTF8Key> = []
        while let name = try scanner.nextName(seen: &seen) {
            // Everything else, the total size too, is too often wrong to be relied on.
            if name == "weight_map" { map = try parseMap() } else { try scanner.skipValue() }
        }
        try scanner.finish()
        guard let map else { throw scanner.failure(absence, at: 0) }
        return map
    }

    /// What the text is, when it has no map.
    private var absence: String {
        let name = FileSystem.name(of: path)
        if name.hasSuffix(".index.json") { return "the index has no weight_map" }
        let isCompanion = CompanionFile.names.contains(name)
        let what =
            isCompanion ? "a file that accompanies weights" : "JSON, but no index of shards"
        return "is \(what): give the folder or the weights themselves"
    }

    private mutating func parseMap() throws(JSONError) -> ShardMap {
        try scanner.enter(.object, "weight_map")
        var map = ShardMap()
        var start = scanner.position
        while let tensor = try scanner.memberName(isFirst: map.tensors.count == 0) {
            scanner.subject = tensor
            guard map.insert(tensor, try parseFileName()) else {
                scanner.subject = nil
                throw scanner.duplicate(tensor, behind: start)
            }
            try requireLimits(tensorName: tensor, map)
            scanner.subject = nil
            start = scanner.position
        }
        return map
    }

    private mutating func parseFileName() throws(JSONError) -> String {
        let start = scanner.position
        let name = try scanner.string("the file of a tensor")
        guard FileSystem.isPlainName(name) else {
            let quoted = CheckpointError.quote(name)
            throw scanner.failure("\(quoted) is not the name of a file in its folder", at: start)
        }
        return name
    }

    private func requireLimits(
        tensorName: String,
        _ map: ShardMap
    ) throws(JSONError) {
        guard tensorName.utf8.count <= limits.nameByteCount else {
            throw scanner.failure("the name is longer than \(limits.nameByteCount) bytes")
        }
        guard map.fileNames.count <= limits.shardCount else {
            throw scanner.failure("the index names more than \(limits.shardCount) files")
        }
        guard map.tensors.count <= limits.tensorCount else {
            throw scanner.failure("the index names more than \(limits.tensorCount) tensors")
        }
    }
}

/// Which file holds which tensor, as an index says.
struct ShardMap {
    /// The names of the files, in the order in which they were first named.
    private(set) var fileNames: [String] = []
    private var numbersOfFiles: [UTF8Key: Int32] = [:]
    /// The tensors, and the number of each one's file.
    private(set) var tensors = TensorNames()
    private(set) var fileNumbers: [Int32] = []

    /// Adds a tensor and its file; returns whether the tensor was not there before.
    mutating func insert(_ tensor: String, _ file: String) -> Bool {
        let next = Int32(fileNames.count)
        let number = numbersOfFiles[UTF8Key(file), default: next]
        if number == next {
            fileNames.append(file)
            numbersOfFiles[UTF8Key(file)] = next
        }
        fileNumbers.append(number)
        return tensors.append(tensor)
    }
}
