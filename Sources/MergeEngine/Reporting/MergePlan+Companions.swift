internal import Checkpoints

extension MergePlan {
    /// Puts the base's configuration and a model card beside the weights of an output folder.
    func addCompanions(to writer: CheckpointWriter, output: String, _ report: MergeReport) throws {
        guard case .folder = writer.layout.destination else { return }
        for file in inputs.base.companionFiles { try add(file, to: writer) }
        try writer.addFile(named: "README.md", contents: Array(modelCard(report).utf8))
    }

    /// Copies a file beside the weights, with the output's numbers of blocks where it states some.
    private func add(_ file: String, to writer: CheckpointWriter) throws {
        let counts = request.assembly?.blockCounts ?? TowerBlockCounts()
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
