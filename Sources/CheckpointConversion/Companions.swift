internal import Checkpoints
internal import CLIPModels
internal import Tensors
internal import TextFormats

/// The files next to the weights of an output folder.
struct Companions {
    private var copies: [String] = []
    private var texts: [(name: String, text: String)] = []
    /// What a user should hear of.
    private(set) var warnings: [String] = []

    /// What is written anew in the form of another dialect.
    private static let configurationNames = [
        "config.json", "open_clip_config.json", "preprocessor_config.json",
        "processor_config.json",
    ]

    /// Gathers the files: copies of the input's, and configurations in the form of the output's
    /// dialect where the input has none, or another dialect's.
    ///
    /// - Throws: `CheckpointError` when the vision tower is incomplete, or contradicts the
    ///   configuration next to it; `ConversionError` when the configuration would state what
    ///   nothing tells, or cannot say what the model is.
    init(of plan: ConversionPlan, beside destination: CheckpointDestination) throws {
        guard case .folder = destination else { return }
        let files = plan.checkpoint.companionFiles
        let isConfigured = files.contains { Self.isConfiguration($0) }
        if plan.translates || !isConfigured && plan.request.dialect != nil {
            copies = files.filter { !Self.isConfiguration($0) }
            texts = try plan.configuration().files(for: plan.target.dialect)
            return
        }
        for file in files {
            // The type that it states is the output's.
            let type = plan.commonType?.nameInPyTorch
            if let type, let text = StatedElementType.replaced(inFile: file, by: type) {
                texts.append(("config.json", String(decoding: text, as: UTF8.self)))
            } else {
                copies.append(file)
            }
        }
        if !isConfigured { try configureWhereKnown(plan) }
    }

    /// Nobody asks for a dialect, and any tensors may be copied: a configuration is written where
    /// everything is known that it states.
    private mutating func configureWhereKnown(_ plan: ConversionPlan) throws {
        guard plan.target.dialect != .unknown,
            let text = try? ConfigurationText(
                of: plan.checkpoint,
                choices: plan.choices,
                type: plan.commonType
            )
        else { return }
        do throws(ConversionError) {
            texts = try plan.configuration(text).files(for: plan.target.dialect)
        } catch {
            warnings = ["the output has no configuration: \(error)"]
        }
    }

    private static func isConfiguration(_ path: String) -> Bool {
        configurationNames.contains { path.hasSuffix("/" + $0) || path.isExactly($0) }
    }

    func add(to writer: CheckpointWriter) throws {
        for path in copies { try writer.addCopy(of: path) }
        for (name, text) in texts {
            try writer.addFile(named: name, contents: Array(text.utf8))
        }
    }

    /// Whether programs of open_clip find a configuration.
    var isOfOpenCLIP: Bool {
        let names = texts.map(\.name) + copies
        return names.contains {
            $0 == "open_clip_config.json" || $0.hasSuffix("/open_clip_config.json")
        }
    }
}

extension ConversionPlan {
    var choices: ModelChoices {
        ModelChoices(
            activation: request.activation,
            headCount: request.headCount,
            textHeadCount: request.textHeadCount
        )
    }

    /// The configuration of the output, in every form.
    fileprivate func configuration() throws -> ConfigurationText {
        try configuration(
            ConfigurationText(of: checkpoint, choices: choices, type: commonType)
        )
    }

    /// A configuration, once it is known to be true in the output's dialect.
    ///
    /// - Throws: `ConversionError` where it would state what nothing tells, or cannot say what the
    ///   model is.
    fileprivate func configuration(
        _ text: ConfigurationText
    ) throws(ConversionError) -> ConfigurationText {
        guard text.unstated.isEmpty else {
            throw .unstated(path: checkpoint.path, facts: text.unstated)
        }
        if let obstacle = text.obstacle(for: target.dialect) {
            throw .inexpressible(path: checkpoint.path, what: obstacle, dialect: target.dialect)
        }
        return text
    }

    /// The type of all floating-point tensors of the output, or nil where they differ.
    var commonType: FloatingPointType? {
        let types = Set(tensors.compactMap { FloatingPointType($0.type) })
        return types.count == 1 ? types.first : nil
    }
}
