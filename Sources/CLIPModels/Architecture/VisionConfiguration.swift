internal import Checkpoints
internal import SystemFiles
internal import TextFormats

/// What a configuration file says about a vision tower; nil where it says nothing.
struct VisionConfiguration: Equatable {
    var width: Int?
    var headCount: Int?
    /// The width of a head, from which open_clip's files let the number of heads follow.
    var headWidth: Int?
    var imageSize: Int?
    var patchSize: Int?
    var blockCount: Int?
    var activation: ActivationFunction?
    /// What LayerNorm adds to the variance.
    var layerNormEpsilon: Double?
    var pooling: Pooling?
    /// Whether the last LayerNorm comes behind the pooling.
    var normalisesAfterPooling: Bool?
    /// The names of the head's classes, by output.
    var classNames: [String]?
    /// The keys that say so.
    var keys: [ModelFact.Name: String] = [:]
    /// The keys whose meaning is not known.
    var unknownKeys: [String] = []

    /// The names under which configuration files are next to weights, the preferred one first.
    private static func fileNames(for dialect: Dialect) -> [String] {
        let names = ["open_clip_config.json", "config.json"]
        return dialect == .openAI ? names : names.reversed()
    }

    /// Reads the configuration next to a checkpoint's weights, if there is one.
    ///
    /// - Returns: The configuration and its path.
    /// - Throws: `CheckpointError` when the file is no JSON, or says something that cannot be.
    static func beside(
        _ checkpoint: Checkpoint,
        limits: CheckpointLimits
    ) throws(CheckpointError) -> (configuration: VisionConfiguration, path: String)? {
        for name in fileNames(for: checkpoint.dialect) {
            guard let (bytes, path) = try file(name, besides: checkpoint, limits: limits) else {
                continue
            }
            return try CheckpointError.readingJSON(in: path) { () throws(JSONError) in
                var parser = try VisionConfigurationParser(bytes, limits: limits)
                return (try parser.parse(), path)
            }
        }
        return nil
    }

    /// The bytes of a file next to a checkpoint's weights, and its path; nil where there is none.
    static func file(
        _ name: String,
        besides checkpoint: Checkpoint,
        limits: CheckpointLimits
    ) throws(CheckpointError) -> (bytes: [UInt8], path: String)? {
        let found = checkpoint.companionFiles.first {
            $0.hasSuffix("/" + name) || $0.isExactly(name)
        }
        guard let path = found else { return nil }
        let file = try rethrowing(InputFile.open(path))
        guard file.byteCount <= limits.configurationByteCount else {
            let limit = limits.configurationByteCount
            let message = "is a configuration of \(file.byteCount) bytes; the limit is \(limit)"
            throw CheckpointError(.malformed, path, message)
        }
        return (try rethrowing(file.bytes(at: 0, count: Int(file.byteCount))), path)
    }
}

/// The function between the two matrices of a transformer block's MLP.
///
/// No tensor says which one a model was trained with; the wrong one costs accuracy silently.
public enum ActivationFunction: String, Sendable, CaseIterable {
    /// x · σ(1.702 x), as OpenAI trained its models.
    case quickGELU = "quickgelu"
    /// x · Φ(x) with the distribution function Φ of the normal distribution.
    case gelu

    /// The name in the configurations of transformers.
    public var configurationName: String { self == .quickGELU ? "quick_gelu" : rawValue }
}
