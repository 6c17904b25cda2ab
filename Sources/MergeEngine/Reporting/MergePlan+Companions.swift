internal import CLIPModels
internal import Checkpoints

extension MergePlan {
    /// Puts the base's configuration and a model card beside the weights of an output folder.
    func addCompanions(to writer: CheckpointWriter, output: String, _ report: MergeReport) throws {
        guard case .folder = writer.layout.destination else { return }
        let counts = changedBlockCounts
        for file in inputs.base.companionFiles { try add(file, counts, to: writer) }
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
        guard !counts.isEmpty, TowerBlockCounts.areStated(in: file) else {
            return try writer.addCopy(of: file)
        }
        let name = file.split(separator: "/").last.map(String.init) ?? file
        try writer.addFile(named: name, contents: try counts.replaced(inFile: file))
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
