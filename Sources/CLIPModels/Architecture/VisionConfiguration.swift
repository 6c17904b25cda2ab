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

    /// The names under which configuration files are next to weights, the preferred one first.
    private static func fileNames(for dialect: Dialect) -> [String] {
        let names = ["open_clip_config.json", "config.json"]
        return dialect == .openAI ? names : names.reversed()
    }

    /// What the configuration beside a checkpoint's weights says, and where it is silent the
    /// weights' own metadata.
    ///
    /// - Returns: The statements, and the paths of those who make them: that of most, and that of
    ///   the one about heads.
    /// - Throws: `CheckpointError` when file or metadata say something that cannot be.
    static func known(
        of checkpoint: Checkpoint,
        limits: CheckpointLimits
    ) throws(CheckpointError) -> (configuration: VisionConfiguration, path: String, heads: String) {
        let file = try beside(checkpoint, limits: limits)
        var configuration = file?.configuration ?? VisionConfiguration()
        // The blocks of an assembly are not those of the checkpoint with the configuration.
        if checkpoint.isAssembled { configuration.blockCount = nil }
        let record = try VisionRecord(of: checkpoint)
        var speaker = file?.path ?? checkpoint.path
        if configuration.headCount == nil, configuration.headWidth == nil {
            configuration.headCount = record.headCount
            speaker = checkpoint.path
        }
        configuration.activation = configuration.activation ?? record.activation
        return (configuration, file?.path ?? checkpoint.path, speaker)
    }

    /// Reads the configuration beside a checkpoint's weights, if there is one.
    ///
    /// - Returns: The configuration and its path.
    /// - Throws: `CheckpointError` when the file is no JSON, or says something that cannot be.
    private static func beside(
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
        let found = checkpoint.companionFiles.first { $0.hasSuffix("/" + name) || $0 == name }
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
