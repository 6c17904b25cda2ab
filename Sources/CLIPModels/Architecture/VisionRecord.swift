public import Checkpoints
internal import SystemFiles
internal import TextFormats

/// What metadata say about a model because its tensors do not.
///
/// Outputs of this program bear it, so that a single file can be run like the folder it came from.
/// What is as in OpenAI's CLIP is left out, but for heads and activation.
struct VisionRecord {
    /// What a configuration would say; only heads, activation, epsilon, pooling and the last norm.
    var vision = VisionConfiguration()
    var textHeadCount: Int?
    var preprocessing: ImagePreprocessing?

    /// The key of a fact.
    static func key(of name: ModelFact.Name) -> String { "stockpot.\(name.rawValue)" }

    static let preprocessingKey = "stockpot.preprocessing"

    /// Whether a checkpoint has a record: what it leaves out is then as usual.
    static func isPresent(in checkpoint: Checkpoint) -> Bool {
        checkpoint.metadata[key(of: .activation)] != nil
    }

    /// A record without statements.
    init() {}

    /// Reads what a checkpoint's metadata say, but for the preprocessing.
    ///
    /// - Throws: `CheckpointError` with the code `malformed` for a value that cannot be.
    init(of checkpoint: Checkpoint) throws(CheckpointError) {
        func read<Value>(
            _ name: ModelFact.Name,
            _ wanted: String,
            _ value: (String) -> Value?
        ) throws(CheckpointError) -> Value? {
            let key = Self.key(of: name)
            guard let text = checkpoint.metadata[key] else { return nil }
            if let value = value(text) { return value }
            let message =
                "\(key) in the metadata is \(PrintableText.quoted(text)); expected \(wanted)"
            throw CheckpointError(.malformed, checkpoint.path, message)
        }
        vision.headCount = try read(.heads, "a number from 1 on") { text in
            Int(text).flatMap { (1...1 << 20).contains($0) ? $0 : nil }
        }
        vision.activation = try read(.activation, Self.names(ActivationFunction.self)) {
            ActivationFunction(rawValue: $0)
        }
        vision.layerNormEpsilon = try read(.epsilon, "a number from 0 on") { text in
            Double(text).flatMap { $0 >= 0 && $0.isFinite ? $0 : nil }
        }
        vision.pooling = try read(.pooling, Self.names(Pooling.self)) { Pooling(rawValue: $0) }
        let places = [FinalNorm.beforePooling, .afterPooling]
        let names = places.map(\.rawValue).joined(separator: " or ")
        let norm = try read(.finalNorm, names) { text in
            FinalNorm(rawValue: text).flatMap { places.contains($0) ? $0 : nil }
        }
        vision.normalisesAfterPooling = norm.map { $0 == .afterPooling }
    }

    private static func names<Word: RawRepresentable<String> & CaseIterable>(
        _ type: Word.Type
    ) -> String {
        type.allCases.map(\.rawValue).joined(separator: " or ")
    }

    /// The record as it is in metadata.
    var metadata: CheckpointMetadata {
        var metadata = CheckpointMetadata()
        metadata[Self.key(of: .heads)] = vision.headCount.map(String.init)
        metadata[Self.key(of: .textHeads)] = textHeadCount.map(String.init)
        metadata[Self.key(of: .activation)] = vision.activation?.rawValue
        if let epsilon = vision.layerNormEpsilon, epsilon != VisionArchitecture.usualEpsilon {
            metadata[Self.key(of: .epsilon)] = "\(epsilon)"
        }
        if let pooling = vision.pooling, pooling != .classToken {
            metadata[Self.key(of: .pooling)] = pooling.rawValue
        }
        if vision.normalisesAfterPooling == true {
            metadata[Self.key(of: .finalNorm)] = FinalNorm.afterPooling.rawValue
        }
        metadata[Self.preprocessingKey] = preprocessing?.text
        return metadata
    }
}

extension Checkpoint {
    /// Metadata for a copy of this checkpoint's vision tower: what the configuration next to the
    /// weights, or its own metadata, say and the tensors do not.
    ///
    /// - Parameters:
    ///   - headCount: The number of heads, where the user knows better.
    ///   - textHeadCount: That of the text tower, likewise.
    ///   - activation: The activation function, where the user knows better.
    /// - Returns: What is known; of a configuration that contradicts the tensors no heads, and of a
    ///   checkpoint of unknown dialect nothing.
    /// - Complexity: O(total length of the names); reads no data.
    public func visionMetadata(
        headCount: Int? = nil,
        textHeadCount: Int? = nil,
        activation: ActivationFunction? = nil
    ) -> CheckpointMetadata {
        guard dialect != .unknown else { return [:] }
        let known = (try? KnownConfiguration(of: self, limits: .standard))?.configuration
        let isTold = (headCount ?? known?.headCount ?? known?.headWidth) != nil
        let architecture = isTold ? try? VisionArchitecture(of: self, headCount: headCount) : nil
        var record = VisionRecord()
        record.vision = known ?? VisionConfiguration()
        record.vision.headCount = architecture?.headCount
        record.vision.activation = activation ?? known?.activation
        let text = try? TextArchitecture(of: self)
        record.textHeadCount = text.flatMap { text in
            textHeadCount ?? (text.statesHeads ? text.headCount : nil)
        }
        record.preprocessing = unusualPreprocessing
        return record.metadata
    }

    /// The preprocessing that is said, where it is not that of OpenAI's CLIP.
    private var unusualPreprocessing: ImagePreprocessing? {
        guard let side = (try? VisionArchitecture(of: self, headCount: 1))?.imageSize,
            let reading = try? PreprocessingReading(of: self, side: side, limits: .standard)
        else { return nil }
        let geometry = reading.result.geometry
        let usual = ImagePreprocessing(geometry: geometry.usual)
        return reading.isSaid && reading.result != usual ? reading.result : nil
    }
}
