internal import Checkpoints
internal import MergeEngine
internal import Recipes

/// The jobs found so far, and all that is wrong with the others.
struct JobCollection {
    private(set) var jobs: [BatchJob] = []
    private(set) var problems: [BatchError.JobProblem] = []
    /// The names and outputs of jobs that cannot be done.
    private(set) var unreadable: [JobPlace] = []
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
        errors.attempt { () throws(RecipeError) in try JobDescription.checkKeys(of: node) }
        let place: JobPlace? = errors.attempt(or: nil) { () throws(RecipeError) in
            try JobDescription.place(of: node, labels: labels, pattern: pattern)
        }
        let recipe: Recipe? = errors.attempt(or: nil) { () throws(RecipeError) in
            try Recipe(JobDescription.recipe(of: node))
        }
        if let recipe {
            errors.attempt { () throws(RecipeError) in try recipe.checkMethod() }
        } else if let method = node["merge_method"] {
            errors.attempt { () throws(RecipeError) in try Recipe.checkName(of: method) }
        }
        checkInputs(of: node, &errors)
        do {
            try errors.finish()
            if let place, let recipe { try add(place, recipe) }
        } catch {
            note(error, place?.name ?? node["name"]?.text ?? labels.values.sorted().first)
            if let place { unreadable.append(place) }
        }
    }

    private mutating func add(_ place: JobPlace, _ recipe: Recipe) throws {
        jobs.append(
            BatchJob(
                place,
                request: try MergeRequest(recipe, pyTorch: pyTorch),
                recipe: recipe.canonicalText
            )
        )
    }

    /// Finds inputs that cannot be opened, each once.
    private mutating func checkInputs(of node: YAMLNode, _ errors: inout RecipeErrors) {
        var seen: Set<String> = []
        for model in node.namedModels {
            guard let name = model.text, seen.insert(name).inserted else { continue }
            if let reason = refusal(of: name) { errors.note(model.error(reason)) }
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
