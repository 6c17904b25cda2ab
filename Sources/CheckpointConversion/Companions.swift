internal import CLIPModels
internal import Checkpoints
internal import Tensors

/// The files next to the weights of an output folder.
struct Companions {
    private var copies: [String] = []
    private var texts: [(name: String, text: String)] = []

    /// What is written anew in the form of another dialect.
    private static let configurationNames = [
        "config.json", "open_clip_config.json", "preprocessor_config.json",
        "processor_config.json",
    ]

    /// Gathers the files: copies of the input's, and where the dialect changes configurations in
    /// the form of the new one.
    ///
    /// - Throws: `CheckpointError` when the vision tower is incomplete, or contradicts the
    ///   configuration next to it; `ConversionError` when the configuration would state what
    ///   nothing tells, or cannot say what the model is.
    init(of plan: ConversionPlan, beside destination: CheckpointDestination) throws {
        guard case .folder = destination else { return }
        guard plan.translates else {
            let type = plan.commonType?.nameInPyTorch
            for file in plan.checkpoint.companionFiles {
                // The type that it states is the output's.
                if let type, let text = StatedElementType.replaced(inFile: file, by: type) {
                    texts.append(("config.json", String(decoding: text, as: UTF8.self)))
                } else {
                    copies.append(file)
                }
            }
            return
        }
        copies = plan.checkpoint.companionFiles.filter { path in
            !Self.configurationNames.contains { path.hasSuffix("/" + $0) || path == $0 }
        }
        let model = try ModelDescription(
            of: plan.checkpoint,
            choices: ModelChoices(
                activation: plan.request.activation,
                headCount: plan.request.headCount
            )
        )
        let text = ConfigurationText(
            model: model,
            text: try TextArchitecture(of: plan.checkpoint),
            type: plan.commonType
        )
        try plan.requireExpressible(model)
        texts = plan.target.dialect == .openAI ? text.openCLIPFiles : text.huggingFaceFiles
    }

    func add(to writer: CheckpointWriter) throws {
        for path in copies { try writer.addCopy(of: path) }
        for (name, text) in texts {
            try writer.addFile(named: name, contents: Array(text.utf8))
        }
    }
}

extension ConversionPlan {
    /// Refuses a model that the configuration of the new dialect would make another one.
    fileprivate func requireExpressible(_ model: ModelDescription) throws(ConversionError) {
        if model.facts.contains(where: { $0.name == .activation && $0.isAssumed }) {
            throw .unstatedActivation(path: checkpoint.path)
        }
        func failure(_ what: String) -> ConversionError {
            .inexpressible(path: checkpoint.path, what: what, dialect: target.dialect)
        }
        let tower = model.architecture
        if tower.pooling != .classToken { throw failure("the mean of the patches as pooling") }
        if !tower.hasProjection, target.dialect == .openAI {
            throw failure("a tower without projection")
        }
        let text =
            target.dialect == .openAI
            ? model.preprocessing.openCLIPText : model.preprocessing.transformersText
        if text == nil { throw failure("the preprocessing") }
    }
}
