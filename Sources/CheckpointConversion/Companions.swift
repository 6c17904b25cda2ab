internal import CLIPModels
internal import Checkpoints

/// The files beside the weights of an output folder.
struct Companions {
    private var copies: [String] = []
    private var configuration: (name: String, text: String)?

    private static let configurationNames = ["config.json", "open_clip_config.json"]

    /// Gathers the files: copies of the input's, and where the dialect changes a configuration in
    /// the form of the new one.
    ///
    /// - Throws: `CheckpointError` when the vision tower is incomplete, or contradicts the
    ///   configuration beside it.
    init(of plan: ConversionPlan, beside destination: CheckpointDestination) throws {
        guard case .folder = destination else { return }
        guard plan.translates else {
            copies = plan.checkpoint.companionFiles
            return
        }
        copies = plan.checkpoint.companionFiles.filter { path in
            !Self.configurationNames.contains { path.hasSuffix("/" + $0) }
        }
        let text = ConfigurationText(
            vision: try VisionArchitecture(
                of: plan.checkpoint,
                headCount: plan.request.headCount
            ),
            givenActivation: plan.request.activation,
            text: try TextArchitecture(of: plan.checkpoint),
            type: plan.commonType
        )
        configuration =
            plan.target.dialect == .openAI
            ? ("open_clip_config.json", text.openCLIP) : ("config.json", text.huggingFace)
    }

    func add(to writer: CheckpointWriter) throws {
        for path in copies { try writer.addCopy(of: path) }
        guard let configuration else { return }
        try writer.addFile(named: configuration.name, contents: Array(configuration.text.utf8))
    }
}
