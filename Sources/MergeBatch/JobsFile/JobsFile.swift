package import Checkpoints
internal import MergeEngine
internal import Recipes

/// A file of jobs: recipes over common defaults, and sweeps that stand for many of them.
///
///     defaults: {merge_method: model_stock, base_model: base, output: "out/{name}.safetensors"}
///     jobs:
///       - {name: first, models: [{model: a}, {model: b}]}
///     sweeps:
///       - {vary: {models: {choose: 2, of: [a, b, c]}}}
package struct JobsFile: Sendable {
    /// The jobs, in the order of the file, those of sweeps in the order of their values.
    package let jobs: [BatchJob]
    /// The jobs that cannot be read, and why, with the line.
    package let problems: [BatchError.JobProblem]
    /// The names and outputs of such jobs, as far as these can be read: others may have the same.
    package let unreadable: [JobPlace]

    /// Reads the jobs of a text, and opens their inputs.
    ///
    /// - Parameters:
    ///   - text: The whole file.
    ///   - path: The file, for messages.
    ///   - reading: How the inputs are read.
    ///   - remedy: What to do about an error, in words of the caller's, to follow the error's own.
    /// - Throws: `BatchError.unreadable` when the text is not a file of jobs at all.
    /// - Complexity: O(jobs times tensors); reads no tensor.
    package init(
        _ text: String,
        path: String,
        reading: ReadingOptions = ReadingOptions(),
        remedy: @escaping (any Error) -> String = { _ in "" }
    ) throws(BatchError) {
        let node: YAMLNode
        do throws(RecipeError) { node = try Self.document(of: text, path) } catch {
            let place = error.line.map { "line \($0): " } ?? ""
            throw .unreadable(path: path, reason: place + error.message)
        }
        var collection = JobCollection(node["defaults"], reading: reading, remedy: remedy)
        for job in node["jobs"]?.items ?? [] { collection.add(job) }
        for sweep in node["sweeps"]?.items ?? [] { collection.add(sweep: sweep) }
        (jobs, problems) = (collection.jobs, collection.problems)
        unreadable = collection.unreadable
        guard !jobs.isEmpty || !problems.isEmpty else {
            throw .unreadable(path: path, reason: "holds no job")
        }
    }

    private static func document(
        of text: String,
        _ path: String
    ) throws(RecipeError) -> YAMLNode {
        let documents = try YAMLReader.documents(of: text, path: path)
        guard documents.count == 1 else {
            throw RecipeError(path: path, line: nil, "a file of jobs is one YAML document")
        }
        let node = documents[0]
        let known = ["defaults", "jobs", "sweeps"]
        for entry in try node.entries("a file of jobs", known: known) {
            let isRight =
                entry.key == "defaults" ? entry.value.entries != nil : entry.value.items != nil
            guard isRight else {
                let form = entry.key == "defaults" ? "a mapping" : "a list"
                throw entry.error("'\(entry.key)' must be \(form), not \(entry.value.kind)")
            }
        }
        return node
    }
}
