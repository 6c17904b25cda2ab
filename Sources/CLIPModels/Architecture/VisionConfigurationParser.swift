internal import Checkpoints
internal import TextFormats

/// Scans a `config.json` or `open_clip_config.json` for what it says about the vision tower.
struct VisionConfigurationParser {
    private var scanner: JSONScanner
    private var result = VisionConfiguration()
    /// The names of the objects that are being scanned, each with a dot.
    private var place = ""

    init(_ bytes: [UInt8], limits: CheckpointLimits) throws(JSONError) {
        scanner = try JSONScanner(bytes, "the configuration", limits: limits.ofJSON)
    }

    mutating func parse() throws(JSONError) -> VisionConfiguration {
        scanner.skipWhitespace()
        try parseObject()
        try scanner.finish()
        return result
    }

    /// An object whose members describe the vision tower, itself or in objects within it.
    ///
    /// The nesting limit of the scanner bounds the recursion.
    private mutating func parseObject() throws(JSONError) {
        try scanner.enter(.object, "the configuration")
        var seen: Set<UTF8Key> = []
        // What is within an inner object is more precise than what is next to it.
        var inner: VisionConfiguration?
        while let name = try scanner.nextName(seen: &seen) {
            guard Self.containers.contains(name), scanner.current == UInt8(ascii: "{") else {
                try parseMember(name)
                continue
            }
            let (outer, front) = (result, place)
            (result, place) = (VisionConfiguration(), place + name + ".")
            try parseObject()
            // open_clip's models are of GELU unless their configuration says otherwise.
            if name == "model_cfg", result.activation == nil {
                result.activation = .gelu
                result.keys[.activation] = place + "quick_gelu, which is not there"
            }
            inner = result
            (result, place) = (outer, front)
        }
        if let inner { result = inner.completed(by: result) }
    }

    private static let containers: Set<String> = ["vision_config", "model_cfg", "vision_cfg"]

    private mutating func parseMember(_ name: String) throws(JSONError) {
        if try scanner.skipNull() { return }
        if let fact = Self.facts[name] { result.keys[fact] = place + name }
        switch name {
        case "hidden_size", "width": result.width = try size(name)
        case "num_attention_heads": result.headCount = try size(name)
        case "head_width": result.headWidth = try size(name)
        case "image_size": result.imageSize = try side(name)
        case "patch_size": result.patchSize = try side(name)
        case "num_hidden_layers", "layers": result.blockCount = try count(name)
        case "hidden_act": result.activation = try activation()
        case "layer_norm_eps": result.layerNormEpsilon = try epsilon(name)
        case "norm_kwargs": try parseNorm()
        case "pool_type": result.pooling = try pooling()
        case "final_ln_after_pool":
            result.normalisesAfterPooling = try scanner.boolean(name)
        case "id2label" where place.isEmpty: result.classNames = try classNames()
        case "quick_gelu": result.activation = try scanner.boolean(name) ? .quickGELU : .gelu
        default:
            if try !ConfigurationKeys.tower.pass(name, &scanner) {
                result.unknownKeys.append(place + name)
            }
        }
    }

    private static let facts: [String: ModelFact.Name] = [
        "num_attention_heads": .heads, "head_width": .heads, "hidden_act": .activation,
        "quick_gelu": .activation, "layer_norm_eps": .epsilon, "norm_kwargs": .epsilon,
        "pool_type": .pooling, "final_ln_after_pool": .finalNorm,
    ]

    /// A positive number that is small enough to be multiplied.
    private mutating func size(_ name: String) throws(JSONError) -> Int {
        let start = scanner.position
        let value = try scanner.integer(name)
        guard (1...1 << 20).contains(value) else {
            throw scanner.failure("\(name) is \(value); expected 1 to \(1 << 20)", at: start)
        }
        return Int(value)
    }

    /// The number of blocks; residual networks have a list of them, and no blocks like these.
    private mutating func count(_ name: String) throws(JSONError) -> Int? {
        guard scanner.current == UInt8(ascii: "[") else { return try size(name) }
        try scanner.skipValue()
        return nil
    }

    /// A side, or a height and a width that are equal.
    private mutating func side(_ name: String) throws(JSONError) -> Int? {
        guard scanner.current == UInt8(ascii: "[") else { return try size(name) }
        let start = scanner.position
        try scanner.enter(.array, name)
        var sides: [Int] = []
        var isFirst = true
        while try scanner.next(in: .array, isFirst: &isFirst) { sides.append(try size(name)) }
        guard let side = sides.first, sides.count <= 2, sides.allSatisfy({ $0 == side }) else {
            throw scanner.failure("\(name) is \(sides); only squares are supported", at: start)
        }
        return side
    }

    private mutating func epsilon(_ name: String) throws(JSONError) -> Double {
        let start = scanner.position
        let value = try scanner.number(name).value
        guard value >= 0 else {
            throw scanner.failure("\(name) is \(value); expected 0 or more", at: start)
        }
        return value
    }

    /// The arguments of open_clip's LayerNorms.
    private mutating func parseNorm() throws(JSONError) {
        try scanner.enter(.object, "norm_kwargs")
        var seen: Set<UTF8Key> = []
        while let name = try scanner.nextName(seen: &seen) {
            let start = scanner.position
            guard name == "eps" else {
                let message =
                    "norm_kwargs.\(PrintableText.quoted(name)) is not implemented, only eps is"
                throw scanner.failure(message, at: start)
            }
            result.layerNormEpsilon = try epsilon("norm_kwargs.eps")
        }
    }

    /// The names of an object from numbers to names; nil where the numbers are not 0, 1, 2, ...
    private mutating func classNames() throws(JSONError) -> [String]? {
        try scanner.enter(.object, "id2label")
        var seen: Set<UTF8Key> = []
        var names: [Int: String] = [:]
        while let number = try scanner.nextName(seen: &seen) {
            names[Int(number) ?? -1] = try scanner.string("a name in id2label")
        }
        let list = (0..<names.count).compactMap { names[$0] }
        return list.count == seen.count ? list : nil
    }

    private mutating func pooling() throws(JSONError) -> Pooling {
        let start = scanner.position
        let name = try scanner.string("pool_type")
        guard let pooling = Pooling(rawValue: name) else {
            let known = Pooling.allCases.map(\.rawValue).joined(separator: " and ")
            let message =
                "pool_type \(PrintableText.quoted(name)) is not implemented; \(known) are"
            throw scanner.failure(message, at: start)
        }
        return pooling
    }

    private mutating func activation() throws(JSONError) -> ActivationFunction {
        let start = scanner.position
        let name = try scanner.string("hidden_act")
        guard
            let function = ActivationFunction.allCases.first(where: {
                $0.configurationName.isExactly(name)
            }
            )
        else {
            let names = ActivationFunction.allCases.map(\.configurationName).joined(
                separator: " nor "
            )
            let message = "hidden_act \(PrintableText.quoted(name)) is neither \(names)"
            throw scanner.failure(message, at: start)
        }
        return function
    }
}

extension VisionConfiguration {
    /// These statements, and another's where these say nothing.
    func completed(by other: VisionConfiguration) -> VisionConfiguration {
        VisionConfiguration(
            width: width ?? other.width,
            headCount: headCount ?? other.headCount,
            headWidth: headWidth ?? other.headWidth,
            imageSize: imageSize ?? other.imageSize,
            patchSize: patchSize ?? other.patchSize,
            blockCount: blockCount ?? other.blockCount,
            activation: activation ?? other.activation,
            layerNormEpsilon: layerNormEpsilon ?? other.layerNormEpsilon,
            pooling: pooling ?? other.pooling,
            normalisesAfterPooling: normalisesAfterPooling ?? other.normalisesAfterPooling,
            classNames: classNames ?? other.classNames,
            keys: keys.merging(other.keys) { own, _ in own },
            unknownKeys: unknownKeys + other.unknownKeys
        )
    }
}
