internal import Checkpoints
internal import MergeEngine
internal import Merging
internal import Recipes
internal import TextFormats

/// The jobs found so far, and all that is wrong with the others.
struct JobCollection {
    private(set) var jobs: [BatchJob] = []
    private(set) var problems: [BatchError.JobProblem] = []
    /// The names and outputs of jobs that cannot be done.
    private(set) var unreadable: [JobPlace] = []
    private let defaults: YAMLNode?
    private let reading: ReadingOptions
    /// Why inputs cannot be opened; nothing for those that can.
    private var inputs: [UTF8Key: String?] = [:]

    private let remedy: (any Error) -> String

    init(
        _ defaults: YAMLNode?,
        reading: ReadingOptions,
        remedy: @escaping (any Error) -> String
    ) {
        self.defaults = defaults
        self.reading = reading
        self.remedy = remedy
    }

    mutating func add(_ node: YAMLNode) { add(complete(node), labels: [:], pattern: nil) }

    mutating func add(sweep node: YAMLNode) {
        do throws(RecipeError) {
            let sweep = try Sweep(node)
            // All jobs of a sweep have the same keys: what is wrong with them is found once.
            try JobDescription.checkKeys(of: complete(sweep.job(0).node))
            for number in 0..<sweep.count {
                let job = sweep.job(number)
                add(complete(job.node), labels: job.labels, pattern: sweep.pattern)
            }
        } catch { note(error, node["name"]?.text) }
    }

    private mutating func add(_ node: YAMLNode, labels: [UTF8Key: String], pattern: String?) {
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
        checkInputs(of: node, &errors)
        do {
            try errors.finish()
            if let place, let recipe {
                jobs.append(BatchJob(place, request: MergeRequest(recipe, reading: reading)))
            }
        } catch {
            note(error, place?.name ?? node["name"]?.text ?? labels.values.sorted().first)
            if let place { unreadable.append(place) }
        }
    }

    /// Finds inputs that cannot be opened, each once.
    private mutating func checkInputs(of node: YAMLNode, _ errors: inout RecipeErrors) {
        var seen: Set<UTF8Key> = []
        for model in node.namedModels {
            guard let name = model.text, seen.insert(UTF8Key(name)).inserted else { continue }
            if let reason = refusal(of: name) { errors.note(model.error(reason)) }
        }
    }

    private mutating func refusal(of input: String) -> String? {
        if let known = inputs[UTF8Key(input)] { return known }
        var reason: String?
        do { _ = try ModelReference(input).open(CheckpointInput(input, reading: reading)) } catch {
            reason = "\(error)\(remedy(error))"
        }
        inputs.updateValue(reason, forKey: UTF8Key(input))
        return reason
    }

    private mutating func note(_ error: any Error, _ name: String?) {
        let reasons = (error as? RecipeError)?.all.map(\.description) ?? ["\(error)"]
        problems += reasons.map { .init(name ?? "without a name", $0) }
    }

    /// A job over the defaults that suit it.
    private func complete(_ job: YAMLNode) -> YAMLNode {
        guard let defaults else { return job }
        let name = (job["merge_method"] ?? defaults["merge_method"])?.text
        let method = name.flatMap { name in try? MethodRegistry.named(name) }
        return (method.map(defaults.suiting) ?? defaults).merging(job)
    }
}

extension YAMLNode {
    /// Defaults without the parameters of other methods.
    ///
    /// One file may sweep over methods, and each takes of the defaults what it has. What no method
    /// has is a mistake, and stays one.
    fileprivate func suiting(_ method: MethodDescription) -> YAMLNode {
        func isOther(_ key: String) -> Bool {
            key != "seed" && method.parameter(key) == nil
                && MethodRegistry.all.contains { $0.parameter(key) != nil }
        }
        let suited = entries?.map { entry in
            guard ["parameters", "stockpot"].contains(entry.key), let own = entry.value.entries
            else { return entry }
            let kept = own.filter { !isOther($0.key) }
            let value = YAMLNode(.mapping(kept), path: path, line: entry.value.line)
            return YAMLEntry(key: entry.key, value: value, line: entry.line)
        }
        return suited.map { YAMLNode(.mapping($0), path: path, line: line) } ?? self
    }
}
