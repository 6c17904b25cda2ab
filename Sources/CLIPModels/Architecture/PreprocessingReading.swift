internal import Checkpoints
internal import SystemFiles
internal import TextFormats

/// What is said about a checkpoint's preprocessing, and what follows.
///
/// It is said by the configuration next to the weights, else by their metadata. What they leave out
/// is as OpenAI's CLIP has it.
struct PreprocessingReading {
    var result: ImagePreprocessing
    private var said = PreprocessingStatements()
    /// The path of who says it; nil where nobody does.
    private var path: String?
    /// The path of a configuration of open_clip, or of metadata, that say nothing of it, because it is as
    /// usual; nil where there are none.
    private var silentRecord: String?

    /// Nothing is said.
    ///
    /// - Parameter side: The side of the images that the tower takes.
    init(side: Int) { result = ImagePreprocessing(geometry: ImageGeometry(side: side)) }

    /// Reads configuration and metadata.
    ///
    /// - Throws: `CheckpointError` when a file cannot be read, says something that is not
    ///   implemented, or gives images of another size than the tower takes.
    init(
        of checkpoint: Checkpoint,
        side: Int,
        limits: CheckpointLimits
    ) throws(CheckpointError) {
        self.init(side: side)
        for (name, form) in PreprocessingForm.files(for: checkpoint.dialect) {
            let file = try VisionConfiguration.file(name, besides: checkpoint, limits: limits)
            guard let (bytes, path) = file else { continue }
            if try take(bytes, path, form, limits) { return }
            if form == .openCLIP { silentRecord = path }
        }
        if VisionRecord.isPresent(in: checkpoint) { silentRecord = checkpoint.path }
        guard let text = checkpoint.metadata[VisionRecord.preprocessingKey] else { return }
        for form in PreprocessingForm.allCases {
            if try take(Array(text.utf8), checkpoint.path, form, limits) { return }
        }
    }

    private mutating func take(
        _ bytes: [UInt8],
        _ path: String,
        _ form: PreprocessingForm,
        _ limits: CheckpointLimits
    ) throws(CheckpointError) -> Bool {
        let said = try CheckpointError.readingJSON(in: path) {
            () throws(JSONError) -> PreprocessingStatements? in
            var parser = try PreprocessingParser(bytes, limits: limits)
            return try parser.parse(form)
        }
        guard let said else { return false }
        (self.said, self.path) = (said, path)
        if form != .openCLIP { result.geometry.convention = .huggingface }
        try apply(path)
        return true
    }

    private mutating func apply(_ path: String) throws(CheckpointError) {
        func failure(_ message: String) -> CheckpointError {
            CheckpointError(.malformed, path, message)
        }
        var geometry = result.geometry
        let side = geometry.side
        switch said.mode ?? .shortest {
        case .shortest: geometry.resize = .shortest(side)
        case .longest: geometry.resize = .longest(side)
        case .squash: geometry.resize = .squash(side)
        }
        geometry.resize = said.resizes == false ? nil : said.resize ?? geometry.resize
        geometry.interpolation = said.interpolation ?? geometry.interpolation
        geometry.fill = said.fill ?? geometry.fill
        geometry.crops = said.crops ?? true
        if geometry.crops, let crop = said.crop, crop != .squash(side) {
            throw failure("crop_size is \(crop), but the tower takes images of \(side) pixels")
        }
        let deviations = said.deviations ?? PixelNormalisation.clip.deviations
        guard !deviations.contains(0) else { throw failure("a standard deviation is zero") }
        result = ImagePreprocessing(
            geometry: geometry,
            normalisation: PixelNormalisation(
                scale: said.rescales == false ? 1 : said.scale ?? 1 / 255,
                means: said.normalises == false
                    ? [0, 0, 0] : said.means ?? PixelNormalisation.clip.means,
                deviations: said.normalises == false ? [1, 1, 1] : deviations
            )
        )
    }

    /// The keys whose meaning is not known, each with the file.
    var unknownKeys: [String] {
        said.unknownKeys.map {
            "\(PrintableText.escaped(path ?? "")): key \(PrintableText.quoted($0))"
        }
    }

    /// What is known of the preprocessing.
    ///
    /// - Parameter isResized: Whether the user has chosen another size.
    /// - Returns: Each fact with its source.
    func facts(isResized: Bool) -> [ModelFact] {
        let (geometry, pixels) = (result.geometry, result.normalisation)
        let values: [(ModelFact.Name, String)] = [
            (.resize, geometry.resize.map { "\($0)" } ?? "none"),
            (.interpolation, geometry.interpolation.rawValue),
            (.crop, geometry.crops ? "\(geometry.side), \(geometry.convention.rawValue)" : "none"),
            (.rescale, "\(pixels.scale)"),
            (.mean, pixels.means.map { "\($0)" }.joined(separator: " ")),
            (.deviation, pixels.deviations.map { "\($0)" }.joined(separator: " ")),
        ]
        return values.map { name, value in
            if isResized, name == .resize || name == .crop {
                return ModelFact(name, value, .option)
            }
            guard let path else {
                return ModelFact(name, value, silentRecord.map { .usual(path: $0) } ?? .assumption)
            }
            let key = said.keys[name]
            return ModelFact(name, value, key.map { .key($0, path: path) } ?? .usual(path: path))
        }
    }

    /// Whether anything is said.
    var isSaid: Bool { path != nil }
}

/// The forms in which preprocessing is described.
enum PreprocessingForm: CaseIterable {
    /// `preprocess_cfg` in an object: open_clip.
    case openCLIP
    /// A `preprocessor_config.json` of transformers.
    case transformers
    /// The same as `image_processor` in a `processor_config.json` of transformers 5.
    case nested

    /// The files that hold them, the preferred one first.
    static func files(for dialect: Dialect) -> [(name: String, form: PreprocessingForm)] {
        let transformers: [(String, PreprocessingForm)] = [
            ("preprocessor_config.json", .transformers), ("processor_config.json", .nested),
        ]
        let openCLIP: [(String, PreprocessingForm)] = [("open_clip_config.json", .openCLIP)]
        return dialect == .huggingFace ? transformers + openCLIP : openCLIP + transformers
    }
}

extension ImageGeometry.Resize: CustomStringConvertible {
    /// What becomes how long.
    public var description: String {
        switch self {
        case .shortest(let length): "shortest side \(length)"
        case .longest(let length): "longest side \(length)"
        case .squash(let length): "both sides \(length)"
        }
    }
}
