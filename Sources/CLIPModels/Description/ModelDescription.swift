public import Checkpoints
internal import SystemFiles

/// What a checkpoint is as an image classifier.
///
/// Everything that its accuracy depends on but the values of its tensors, each fact with its source.
public struct ModelDescription: Sendable {
    /// The vision tower.
    public let architecture: VisionArchitecture
    /// The nonlinearity of the MLPs.
    public let activation: ActivationFunction
    /// What happens to an image before the tower sees it.
    public let preprocessing: ImagePreprocessing
    /// The names of the head's classes by output, where the configuration has them.
    public let classNames: [String]?
    /// Everything above, each with its source.
    public let facts: [ModelFact]
    /// What a reader of results should know: assumptions, and keys whose meaning is not known.
    public let notes: [ModelNote]

    /// Describes a checkpoint.
    ///
    /// - Parameters:
    ///   - checkpoint: Any checkpoint with a vision tower.
    ///   - choices: What the user knows better.
    ///   - limits: What the configuration may make the reader allocate.
    /// - Throws: As the other initialiser does.
    /// - Complexity: O(total length of the names); reads no data.
    public init(
        of checkpoint: Checkpoint,
        choices: ModelChoices = ModelChoices(),
        limits: CheckpointLimits = .standard
    ) throws(CheckpointError) {
        try self.init(
            DialectTranslation(ofModel: checkpoint),
            configuredBy: checkpoint,
            choices: choices,
            limits: limits
        )
    }

    /// Describes the tower of some tensors with the configuration next to a checkpoint.
    ///
    /// - Parameters:
    ///   - translation: The tensors under OpenAI's names.
    ///   - checkpoint: The checkpoint with the configuration; nil where there is none.
    ///   - choices: What the user knows better.
    ///   - limits: What the configuration may make the reader allocate.
    /// - Throws: `CheckpointError` when a tensor is missing or has another shape than the others
    ///   demand, when the configuration contradicts them or asks for what is not implemented, or
    ///   when nothing tells the number of heads.
    /// - Precondition: The names are OpenAI's, without prefixes.
    public init(
        _ translation: DialectTranslation,
        configuredBy checkpoint: Checkpoint?,
        choices: ModelChoices = ModelChoices(),
        limits: CheckpointLimits = .standard
    ) throws(CheckpointError) {
        var known = KnownConfiguration(path: translation.path)
        if let checkpoint { known = try KnownConfiguration(of: checkpoint, limits: limits) }
        let own = try VisionArchitecture(translation, known, headCount: choices.headCount)
        var architecture = own
        var reading = PreprocessingReading(side: own.imageSize)
        if let checkpoint {
            reading = try PreprocessingReading(of: checkpoint, side: own.imageSize, limits: limits)
        }
        if let side = choices.imageSize, side != own.imageSize {
            (architecture, reading.result.geometry) = try own.resized(
                to: side,
                reading.result.geometry,
                translation.path
            )
        }
        self.architecture = architecture
        activation = choices.activation ?? own.activation ?? .quickGELU
        preprocessing = reading.result
        classNames = known.configuration.classNames
        facts =
            known.facts(architecture, activation, choices)
            + reading.facts(isResized: choices.imageSize != nil)
        notes =
            facts.filter(\.isAssumed).map(ModelNote.assumed)
            + (known.unknownKeys + reading.unknownKeys).map(ModelNote.unknownKey)
    }
}

/// What the user knows better about a model than its files.
public struct ModelChoices: Sendable, Hashable {
    /// The nonlinearity of the MLPs.
    public var activation: ActivationFunction?
    /// The number of attention heads.
    public var headCount: Int?
    /// The number of attention heads of the text tower.
    public var textHeadCount: Int?
    /// The side of the images; the positional embedding is interpolated where it is not the model's.
    public var imageSize: Int?

    /// Gathers choices; nil leaves a fact to the files.
    public init(
        activation: ActivationFunction? = nil,
        headCount: Int? = nil,
        textHeadCount: Int? = nil,
        imageSize: Int? = nil
    ) {
        self.activation = activation
        self.headCount = headCount
        self.textHeadCount = textHeadCount
        self.imageSize = imageSize
    }
}

/// Something about a description that a reader of results should know.
public enum ModelNote: Sendable, Hashable {
    /// Nothing states a fact that models differ in.
    case assumed(ModelFact)
    /// A configuration has a key whose influence is not known: the key, and the file.
    case unknownKey(String)
}

extension VisionArchitecture {
    /// The tower and the geometry for images of another size.
    fileprivate func resized(
        to side: Int,
        _ geometry: ImageGeometry,
        _ path: String
    ) throws(CheckpointError) -> (VisionArchitecture, ImageGeometry) {
        guard let tower = resized(to: side) else {
            let message = "patches of \(patchSize) pixels do not fill images of \(side)"
            throw CheckpointError(.malformed, path, message)
        }
        guard let geometry = geometry.resized(to: side) else {
            let message =
                "its preprocessing resizes images to another length than it cuts out; what it would "
                + "do for images of \(side) pixels does not follow"
            throw CheckpointError(.malformed, path, message)
        }
        return (tower, geometry)
    }
}
