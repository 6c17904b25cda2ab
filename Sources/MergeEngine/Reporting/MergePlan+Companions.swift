public import CLIPModels
internal import Checkpoints
internal import SystemFiles
internal import Tensors

extension MergePlan {
    /// Puts the base's configuration, or where it has none the models', and a model card next to the
    /// weights of an output folder.
    func addCompanions(to writer: CheckpointWriter, output: String, _ report: MergeReport) throws {
        guard case .folder = writer.layout.destination else { return }
        for file in companionFiles {
            if let contents = try changedContents(of: file) {
                try writer.addFile(named: FileSystem.name(of: file), contents: contents)
            } else {
                try writer.addCopy(of: file)
            }
        }
        for (name, text) in configurationFiles {
            try writer.addFile(named: name, contents: Array(text.utf8))
        }
        try writer.addFile(named: "README.md", contents: Array(modelCard(report).utf8))
    }

    /// The files that are copied: the base's, or where it has none the models'.
    private var companionFiles: [String] {
        let files = inputs.base.companionFiles
        return files.isEmpty ? inputs.configured.companionFiles : files
    }

    /// Whether programs of open_clip find a configuration next to the output's weights.
    var isOfOpenCLIP: Bool {
        let names = companionFiles.map(FileSystem.name) + configurationFiles.map(\.name)
        return names.contains("open_clip_config.json") && !names.contains("config.json")
    }

    /// The configuration that is written because no input has one; nil where an input has one, or the
    /// tensors are not those of a whole vision tower.
    private var configuration: ConfigurationText? {
        guard inputs.resolved.assembly == nil, inputs.base.dialect != .unknown,
            !companionFiles.contains(where: TowerBlockCounts.areStated)
        else { return nil }
        return try? ConfigurationText(
            of: inputs.configured,
            choices: request.choices,
            type: commonType
        )
    }

    /// The files of that configuration; none where it would state what nothing tells.
    private var configurationFiles: [(name: String, text: String)] {
        let dialect = inputs.base.dialect
        guard let configuration, configuration.unstated.isEmpty,
            configuration.obstacle(for: dialect) == nil
        else { return [] }
        return configuration.files(for: dialect)
    }

    /// What nothing tells of the output's network and its configuration would have to state: an output
    /// folder has none then.
    ///
    /// - Complexity: O(total length of the names); reads no tensor.
    public var unstatedFacts: [ModelFact.Name] { configuration?.unstated ?? [] }

    /// The numbers of blocks in which the output differs from the checkpoint whose files it gets.
    private var changedBlockCounts: TowerBlockCounts {
        guard inputs.resolved.assembly != nil, let source = inputs.base.parts.first else {
            return TowerBlockCounts()
        }
        return TowerBlockCounts(names: inputs.tensors.lazy.map(\.name))
            .differing(from: TowerBlockCounts(names: source.tensors.lazy.map(\.name)))
    }

    /// A configuration with the output's numbers of blocks, type and names of classes; nil where it
    /// states these already, and for other files.
    private func changedContents(of file: String) throws -> [UInt8]? {
        let counts = changedBlockCounts
        var contents: [UInt8]?
        if !counts.isEmpty, TowerBlockCounts.areStated(in: file) {
            contents = try counts.replaced(inFile: file)
        }
        let limit = CheckpointLimits.standard.configurationByteCount
        guard FileSystem.name(of: file) == "config.json",
            var text = contents ?? (try? FileContents.read(file, limit: Int(limit)))
        else { return contents }
        if let type = commonType?.nameInPyTorch,
            let changed = StatedElementType.replaced(in: text, by: type)
        {
            (text, contents) = (changed, changed)
        }
        if let names = classNames, let changed = StatedClassNames.replaced(in: text, by: names) {
            contents = changed
        }
        return contents
    }

    /// The names of the classes of the output's head: those of the inputs that it is made of.
    private var classNames: [String]? {
        let averages = request.recipe.options.head == .average
        guard inputs.resolved.assembly == nil,
            inputs.tensors.contains(where: { TensorPlace($0.name).role == .head })
        else { return nil }
        let sources = averages && inputs.hasBase ? inputs.opened.dropFirst() : inputs.opened
        return sources.lazy.compactMap(\.classNames).first
    }

    /// The type of all floating-point tensors of the output, or nil where they differ.
    private var commonType: FloatingPointType? {
        let types = Set(declarations.compactMap { FloatingPointType($0.type) })
        return types.count == 1 ? types.first : nil
    }

    /// A short description of the merge for those who find the folder; the same for the same
    /// inputs, so without times.
    private func modelCard(_ report: MergeReport) -> String {
        let variant = report.variant.map { " (variant `\($0)`)" } ?? ""
        let models = report.models.map { "- `\($0)`" }.joined(separator: "\n")
        let ratio =
            report.medianRatio.map { "\nThe median ratio t over all layers is \($0).\n" } ?? ""
        return """
            # Merged checkpoint

            Merged by \(report.tool.name) \(report.tool.version) with `\(report.method)`\(variant).

            Base: \(report.base.map { "`\($0)`" } ?? "none; names and types are the first model's")

            Models:

            \(models)
            \(ratio)
            The recipe stands in the weights' metadata under `stockpot.recipe`.

            """
    }
}
