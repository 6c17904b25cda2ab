internal import Checkpoints
internal import TextFormats

/// Finds where a configuration states, or should state, numbers of blocks.
struct BlockCountSearch {
    typealias Edit = (range: Range<Int>, text: String)

    private let counts: TowerBlockCounts
    private var scanner: JSONScanner
    private var edits: [Edit] = []

    init(_ counts: TowerBlockCounts, _ bytes: [UInt8]) throws(JSONError) {
        self.counts = counts
        let limits = CheckpointLimits.standard.ofJSON
        scanner = try JSONScanner(bytes, "the configuration", limits: limits)
    }

    /// The changes, by ascending position.
    mutating func findEdits() throws(JSONError) -> [Edit] {
        scanner.skipWhitespace()
        try searchObject(counts.vision ?? counts.text, key: "num_hidden_layers", isTower: false)
        return edits.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    /// Searches an object that describes a tower itself, or holds others that do.
    ///
    /// The nesting limit of the scanner bounds the recursion.
    private mutating func searchObject(
        _ count: Int?,
        key: String,
        isTower: Bool
    ) throws(JSONError) {
        try scanner.enter(.object, "the configuration")
        let start = scanner.position
        var (isStated, holdsTowers) = (false, false)
        var seen: Set<UTF8Key> = []
        while let name = try scanner.nextName(seen: &seen) {
            if let tower = tower(name), scanner.current == UInt8(ascii: "{") {
                holdsTowers = true
                try searchObject(tower.count, key: tower.key, isTower: name != "model_cfg")
                continue
            }
            let place = scanner.position
            try scanner.skipValue()
            guard name.isExactly(key), let count else { continue }
            isStated = true
            edits.append((place..<scanner.position, "\(count)"))
        }
        // Hugging Face leaves out what is the default.
        guard let count, !isStated, isTower || !holdsTowers else { return }
        let separator = seen.isEmpty ? "" : ", "
        edits.append((start..<start, "\"\(key)\": \(count)\(separator)"))
    }

    private func tower(_ name: String) -> (count: Int?, key: String)? {
        switch name {
        case "vision_config", "vision_config_dict": (counts.vision, "num_hidden_layers")
        case "text_config", "text_config_dict": (counts.text, "num_hidden_layers")
        case "vision_cfg": (counts.vision, "layers")
        case "text_cfg": (counts.text, "layers")
        case "model_cfg": (nil, "layers")
        default: nil
        }
    }
}
