internal import Checkpoints
internal import Recipes

/// A job as a file of jobs gives it: a recipe, its name, and where the result goes.
struct JobDescription {
    let name: String
    let output: String
    /// The recipe, without the keys of the job.
    let recipe: YAMLNode

    /// The keys of a job that are none of a recipe.
    private static let keys: Set<String> = ["name", "output"]

    /// Reads a job.
    ///
    /// - Parameters:
    ///   - node: The job, laid over the defaults.
    ///   - labels: What stands in for the places of name and output.
    ///   - pattern: The name, where the job gives none.
    /// - Throws: `RecipeError` when name or output is missing or has a place for nothing.
    init(
        _ node: YAMLNode,
        labels: [String: String] = [:],
        pattern: String? = nil
    ) throws(RecipeError) {
        guard let entries = node.entries else {
            throw node.error("a job must be a mapping, not \(node.kind)")
        }
        let name = try Self.fill(
            node["name"]?.text ?? pattern,
            labels,
            missing: "a job needs a 'name'",
            node["name"] ?? node
        )
        self.name = name
        output = try Self.fill(
            node["output"]?.text,
            labels.merging(["name": name]) { $1 },
            missing: "a job needs an 'output', or the defaults one with {name} in it",
            node["output"] ?? node
        )
        if let refusal = CheckpointDestination.refusal(of: output) {
            throw (node["output"] ?? node).error(refusal)
        }
        let rest = entries.filter { !Self.keys.contains($0.key) }
        recipe = YAMLNode(.mapping(rest), path: node.path, line: node.line)
    }

    private static func fill(
        _ text: String?,
        _ labels: [String: String],
        missing: String,
        _ node: YAMLNode
    ) throws(RecipeError) -> String {
        guard let text else { throw node.error(missing) }
        do throws(NamePattern.Flaw) {
            return try NamePattern(text, axes: Array(labels.keys)).name(labels)
        } catch {
            switch error {
            case .unclosed: throw node.error("'\(text)' has a brace that is not closed")
            case .unknown(let name):
                let places = labels.keys.sorted().map { "{\($0)}" }.joined(separator: ", ")
                throw node.error(
                    "'\(text)' has a place for '\(name)'; "
                        + (places.isEmpty ? "there is nothing to fill in" : "there are \(places)")
                )
            }
        }
    }
}
