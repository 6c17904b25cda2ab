internal import Checkpoints
internal import TextFormats

/// Scans what a configuration file says about preprocessing: `preprocess_cfg` of an
/// `open_clip_config.json`, or a `preprocessor_config.json` of transformers.
struct PreprocessingParser {
    private var scanner: JSONScanner
    private var said = PreprocessingStatements()
    /// The name of the object that is being scanned, with a dot.
    private var place = ""

    init(_ bytes: [UInt8], limits: CheckpointLimits) throws(JSONError) {
        scanner = try JSONScanner(bytes, "the configuration", limits: limits.ofJSON)
    }

    /// The statements of a file; nil where it has none of the form.
    mutating func parse(_ form: PreprocessingForm) throws(JSONError) -> PreprocessingStatements? {
        scanner.skipWhitespace()
        switch form {
        case .openCLIP:
            return try parseMember("preprocess_cfg") { parser, name throws(JSONError) in
                try parser.parseOpenCLIP(name)
            }
        case .nested:
            return try parseMember("image_processor") { parser, name throws(JSONError) in
                try parser.parseTransformers(name)
            }
        case .transformers:
            try forEachMember { parser, name throws(JSONError) in
                try parser.parseTransformers(name)
            }
            return said
        }
    }

    /// The statements in an object within the file's; nil where it is not there.
    private mutating func parseMember(
        _ wanted: String,
        _ body: (inout PreprocessingParser, String) throws(JSONError) -> Void
    ) throws(JSONError) -> PreprocessingStatements? {
        var isSaid = false
        try forEachMember { parser, name throws(JSONError) in
            guard name.isExactly(wanted) else { return try parser.scanner.skipValue() }
            isSaid = true
            parser.place = wanted + "."
            try parser.forEachMember(body)
        }
        return isSaid ? said : nil
    }

    private mutating func forEachMember(
        _ body: (inout PreprocessingParser, String) throws(JSONError) -> Void
    ) throws(JSONError) {
        try scanner.enter(.object, "the configuration")
        var seen: Set<UTF8Key> = []
        while let name = try scanner.nextName(seen: &seen) {
            if try !scanner.skipNull() { try body(&self, name) }
        }
    }

    private mutating func parseOpenCLIP(_ name: String) throws(JSONError) {
        if let fact = Self.openCLIPFacts[name] { said.keys[fact] = place + name }
        switch name {
        case "mean": said.means = try channels(name)
        case "std": said.deviations = try channels(name)
        case "interpolation": said.interpolation = try word(name, among: Interpolation.self)
        case "resize_mode": said.mode = try word(name, among: ResizeMode.self)
        case "fill_color":
            let start = scanner.position
            guard let fill = UInt8(exactly: try scanner.integer(name)) else {
                throw scanner.failure("fill_color must be 0 to 255", at: start)
            }
            said.fill = fill
        case "mode": _ = try word(name, among: ChannelMode.self)
        default: try pass(name, .openCLIPPreprocessing)
        }
    }

    private mutating func parseTransformers(_ name: String) throws(JSONError) {
        if let fact = Self.transformersFacts[name] { said.keys[fact] = place + name }
        switch name {
        case "image_mean": said.means = try channels(name)
        case "image_std": said.deviations = try channels(name)
        case "do_normalize": said.normalises = try scanner.boolean(name)
        case "do_rescale": said.rescales = try scanner.boolean(name)
        case "rescale_factor": said.scale = try scanner.number(name).value
        case "do_resize": said.resizes = try scanner.boolean(name)
        case "do_center_crop": said.crops = try scanner.boolean(name)
        case "resample": said.interpolation = try resample()
        case "size": said.resize = try size(name, isBareShortest: true)
        case "crop_size": said.crop = try size(name, isBareShortest: false)
        default: try pass(name, .transformersPreprocessing)
        }
    }

    private mutating func pass(_ name: String, _ keys: ConfigurationKeys) throws(JSONError) {
        if try !keys.pass(name, &scanner) { said.unknownKeys.append(place + name) }
    }

    private static let openCLIPFacts: [String: ModelFact.Name] = [
        "mean": .mean, "std": .deviation, "interpolation": .interpolation, "resize_mode": .resize,
    ]

    private static let transformersFacts: [String: ModelFact.Name] = [
        "image_mean": .mean, "image_std": .deviation, "do_normalize": .mean,
        "do_rescale": .rescale, "rescale_factor": .rescale, "do_resize": .resize, "size": .resize,
        "resample": .interpolation, "do_center_crop": .crop, "crop_size": .crop,
    ]
}

// MARK: - Values

extension PreprocessingParser {
    private mutating func channels(_ name: String) throws(JSONError) -> [Double] {
        guard scanner.current == UInt8(ascii: "[") else {
            return Array(repeating: try scanner.number(name).value, count: 3)
        }
        let start = scanner.position
        try scanner.enter(.array, name)
        var values: [Double] = []
        var isFirst = true
        while try scanner.next(in: .array, isFirst: &isFirst) {
            values.append(try scanner.number(name).value)
        }
        guard values.count == 3 else {
            let message = "\(name) holds \(values.count) numbers; expected one for each of R, G, B"
            throw scanner.failure(message, at: start)
        }
        return values
    }

    private mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ key: String,
        among: Word.Type
    ) throws(JSONError) -> Word {
        let start = scanner.position
        let name = try scanner.string(key)
        guard let word = Word(rawValue: name) else {
            let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
            let message =
                "\(key) \(PrintableText.quoted(name)) is not implemented; implemented: \(known)"
            throw scanner.failure(message, at: start)
        }
        return word
    }

    /// Pillow's number of a filter.
    private mutating func resample() throws(JSONError) -> Interpolation {
        let start = scanner.position
        let number = try scanner.integer("resample")
        switch number {
        case 2: return .bilinear
        case 3: return .bicubic
        default:
            let names = ["nearest", "lanczos", nil, nil, "box", "hamming"]
            let name = Int(exactly: number).flatMap { names.indices.contains($0) ? names[$0] : nil }
            let message =
                "resample \(number) (\(name ?? "unknown")) is not implemented; implemented: "
                + "2 (bilinear), 3 (bicubic)"
            throw scanner.failure(message, at: start)
        }
    }

    /// A number, or an object of `shortest_edge`, or of an equal `height` and `width`.
    private mutating func size(
        _ key: String,
        isBareShortest: Bool
    ) throws(JSONError) -> ImageGeometry.Resize {
        let start = scanner.position
        guard scanner.current == UInt8(ascii: "{") else {
            let length = try length(key)
            return isBareShortest ? .shortest(length) : .squash(length)
        }
        var lengths: [UTF8Key: Int] = [:]
        try forEachMember { parser, name throws(JSONError) in
            lengths[name] = try parser.length(name)
        }
        if lengths.count == 1, let shortest = lengths["shortest_edge"] {
            return .shortest(shortest)
        }
        if lengths.count == 2, let height = lengths["height"], lengths["width"] == height {
            return .squash(height)
        }
        let text = lengths.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            .joined(separator: ", ")
        let message =
            "\(key) of \(text) is not implemented; implemented: shortest_edge alone, equal height "
            + "and width"
        throw scanner.failure(message, at: start)
    }

    private mutating func length(_ name: String) throws(JSONError) -> Int {
        let start = scanner.position
        let value = try scanner.integer(name)
        guard (1...1 << 16).contains(value) else {
            throw scanner.failure("\(name) is \(value); expected 1 to \(1 << 16)", at: start)
        }
        return Int(value)
    }
}

/// What a file says about preprocessing; nil where it says nothing.
struct PreprocessingStatements {
    var means: [Double]?
    var deviations: [Double]?
    var normalises: Bool?
    var rescales: Bool?
    var scale: Double?
    var resizes: Bool?
    var resize: ImageGeometry.Resize?
    var mode: ResizeMode?
    var crops: Bool?
    var crop: ImageGeometry.Resize?
    var interpolation: Interpolation?
    var fill: UInt8?
    /// The keys that say so.
    var keys: [ModelFact.Name: String] = [:]
    /// The keys whose meaning is not known.
    var unknownKeys: [String] = []
}

/// The modes of open_clip.
enum ResizeMode: String, CaseIterable {
    case shortest, longest, squash
}

/// The channels of open_clip's images.
private enum ChannelMode: String, CaseIterable {
    case rgb = "RGB"
}
