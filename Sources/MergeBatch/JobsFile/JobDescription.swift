internal import Checkpoints
internal import MergeEngine
internal import Recipes
internal import TextFormats

/// Reads what a file of jobs says of a job in addition to its recipe: its name, and where the result goes.
enum JobDescription {
    /// Checks that a job has no unknown keys.
    ///
    /// - Throws: `RecipeError` for every one of them.
    static func checkKeys(of node: YAMLNode) throws(RecipeError) {
        if let vary = node["vary"] {
            throw vary.error("what varies is no job but a sweep: put it into the list 'sweeps'")
        }
        let known = Recipe.keys + ["output"] + Recipe.inapplicableKeys
        _ = try node.entries("a job", known: known)
    }

    /// Reads name and output of a job.
    ///
    /// - Parameters:
    ///   - node: The job, laid over the defaults.
    ///   - labels: What stands in for the places of name and output.
    ///   - pattern: The name, where the job gives none.
    /// - Returns: These, and the line.
    /// - Throws: `RecipeError` when name or output is missing or has a place for nothing.
    static func place(
        of node: YAMLNode,
        labels: [UTF8Key: String],
        pattern: String?
    ) throws(RecipeError) -> JobPlace {
        var errors = RecipeErrors()
        let name = errors.attempt(or: "") { () throws(RecipeError) in
            try fill(
                node["name"]?.text ?? pattern,
                labels,
                missing: "a job needs a 'name'",
                node["name"] ?? node
            )
        }
        let output = errors.attempt(or: "") { () throws(RecipeError) in
            try Self.output(node, labels.merging([UTF8Key("name"): name]) { $1 })
        }
        try errors.finish()
        return JobPlace(name: name, output: output, line: "\(node.path):\(node.line)")
    }

    /// The recipe of a job: what is left without the keys of the job, and without unknown ones.
    static func recipe(of node: YAMLNode) -> YAMLNode {
        let known = (Recipe.keys + Recipe.inapplicableKeys).filter { $0 != "name" }
        let entries = (node.entries ?? []).filter { known.containsExactly($0.key) }
        return YAMLNode(.mapping(entries), path: node.path, line: node.line)
    }

    private static func output(
        _ node: YAMLNode,
        _ labels: [UTF8Key: String]
    ) throws(RecipeError) -> String {
        let output = try fill(
            node["output"]?.text,
            labels,
            missing: "a job needs an 'output', or the defaults one with {name} in it",
            node["output"] ?? node
        )
        if let refusal = CheckpointDestination.refusal(of: output) {
            throw (node["output"] ?? node).error(refusal)
        }
        return output
    }

    private static func fill(
        _ text: String?,
        _ labels: [UTF8Key: String],
        missing: String,
        _ node: YAMLNode
    ) throws(RecipeError) -> String {
        guard let text else { throw node.error(missing) }
        do throws(NamePattern.Flaw) {
            return try NamePattern(text, axes: labels.keys.map(\.text)).name(labels)
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
