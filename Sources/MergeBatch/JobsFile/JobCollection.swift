internal import Checkpoints
internal import MergeEngine
internal import Recipes

/// The jobs found so far, and all that is wrong with the others.
struct JobCollection {
    private(set) var jobs: [BatchJob] = []
    private(set) var problems: [BatchError.JobProblem] = []
    private let defaults: YAMLNode?
    private let pyTorch: PyTorchOptions
    /// Why inputs cannot be opened; nothing for those that can.
    private var inputs: [String: String?] = [:]

    init(defaults: YAMLNode?, pyTorch: PyTorchOptions) {
        self.defaults = defaults
        self.pyTorch = pyTorch
    }

    mutating func add(_ node: YAMLNode) { add(complete(node), labels: [:], pattern: nil) }

    mutating func add(sweep node: YAMLNode) {
        do throws(RecipeError) {
            let sweep = try Sweep(complete(node))
            for point in sweep.points {
                add(point.node, labels: point.labels, pattern: sweep.pattern)
            }
        } catch { note(error, node["name"]?.text) }
    }

    private mutating func add(_ node: YAMLNode, labels: [String: String], pattern: String?) {
        guard node.entries != nil else {
            return note(node.error("a job must be a mapping, not \(node.kind)"), nil)
        }
        var errors = RecipeErrors()
        let description: JobDescription? = errors.attempt(or: nil) { () throws(RecipeError) in
            try JobDescription(node, labels: labels, pattern: pattern)
        }
        let recipe: Recipe? = errors.attempt(or: nil) { () throws(RecipeError) in
            try Recipe(JobDescription.recipe(of: node))
        }
        if let recipe {
            check(recipe, &errors)
        } else if let method = node["merge_method"] {
            errors.attempt { () throws(RecipeError) in try Recipe.checkName(of: method) }
        }
        do {
            try errors.finish()
            if let description, let recipe { try add(description, recipe) }
        } catch {
            note(error, description?.name ?? node["name"]?.text ?? labels.values.sorted().first)
        }
    }

    private mutating func add(_ description: JobDescription, _ recipe: Recipe) throws {
        jobs.append(
            BatchJob(
                name: description.name,
                output: description.output,
                request: try MergeRequest(recipe, pyTorch: pyTorch),
                recipe: recipe.canonicalText,
                place: description.place
            )
        )
    }

    /// Finds what is wrong with the method, its parameters and the inputs.
    private mutating func check(_ recipe: Recipe, _ errors: inout RecipeErrors) {
        errors.attempt { () throws(RecipeError) in try recipe.checkMethod() }
        for model in recipe.models {
            if let reason = refusal(of: model.name) { errors.note(model.node.error(reason)) }
        }
    }

    private mutating func refusal(of input: String) -> String? {
        if let known = inputs[input] { return known }
        var reason: String?
        do { _ = try Checkpoint.open(input, pyTorch: pyTorch) } catch { reason = "\(error)" }
        inputs.updateValue(reason, forKey: input)
        return reason
    }

    private mutating func note(_ error: any Error, _ name: String?) {
        let reasons = (error as? RecipeError)?.all.map(\.description) ?? ["\(error)"]
        problems += reasons.map { .init(name ?? "without a name", $0) }
    }

    private func complete(_ node: YAMLNode) -> YAMLNode { defaults?.merging(node) ?? node }
}
