internal import CLIPModels
internal import Checkpoints
internal import Tensors

extension MergePlan {
    /// Puts the base's configuration, or where it has none the models', and a model card next to the
    /// weights of an output folder.
    func addCompanions(to writer: CheckpointWriter, output: String, _ report: MergeReport) throws {
        guard case .folder = writer.layout.destination else { return }
        let counts = changedBlockCounts
        let files = inputs.base.companionFiles
        for file in files.isEmpty ? inputs.configured.companionFiles : files {
            try add(file, counts, to: writer)
        }
        try writer.addFile(named: "README.md", contents: Array(modelCard(report).utf8))
    }

    /// The numbers of blocks in which the output differs from the checkpoint whose files it gets.
    private var changedBlockCounts: TowerBlockCounts {
        guard inputs.resolved.assembly != nil, let source = inputs.base.parts.first else {
            return TowerBlockCounts()
        }
        return TowerBlockCounts(names: inputs.tensors.lazy.map(\.name))
            .differing(from: TowerBlockCounts(names: source.tensors.lazy.map(\.name)))
    }

    /// Copies a file beside the weights, with the output's numbers of blocks where it states some.
    private func add(
        _ file: String,
        _ counts: TowerBlockCounts,
        to writer: CheckpointWriter
    ) throws {
        let name = file.split(separator: "/").last.map(String.init) ?? file
        if !counts.isEmpty, TowerBlockCounts.areStated(in: file) {
            var contents = try counts.replaced(inFile: file)
            if name == "config.json", let type = commonType {
                contents = StatedElementType.replaced(in: contents, by: type) ?? contents
            }
            return try writer.addFile(named: name, contents: contents)
        }
        // The type that it states is the output's.
        let changed = commonType.flatMap { StatedElementType.replaced(inFile: file, by: $0) }
        guard let changed else { return try writer.addCopy(of: file) }
        try writer.addFile(named: name, contents: changed)
    }

    /// The type of all floating-point tensors of the output as PyTorch calls it, or nil where they
    /// differ.
    private var commonType: String? {
        let types = Set(declarations.compactMap { FloatingPointType($0.type) })
        return types.count == 1 ? types.first?.nameInPyTorch : nil
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
