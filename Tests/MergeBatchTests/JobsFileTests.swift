import MergeEngine
import Merging
import TestSupport
import Testing

@testable import MergeBatch

@Suite("Files of jobs")
struct JobsFileTests {
    private let folder: TemporaryFolder
    private let family: CheckpointFamily

    init() throws {
        folder = try TemporaryFolder()
        family = try CheckpointFamily(in: folder, modelCount: 3)
    }

    /// A file with the family's base as default; `M0` to `M2` stand for its models.
    private func read(_ text: String) throws -> JobsFile {
        var text = text
        for (number, path) in family.models.enumerated() {
            text = text.replacing("M\(number)", with: path)
        }
        let defaults = """
            defaults:
              merge_method: model_stock
              base_model: \(family.base)
              output: "out/{name}.safetensors"

            """
        return try JobsFile(defaults + text, path: "jobs.yaml")
    }

    @Test("a job is a recipe over the defaults")
    func jobs() throws {
        let file = try read(
            """
            jobs:
              - {name: a, models: [{model: M0}, {model: M1}]}
              - {name: b, output: b.safetensors, models: [{model: M2}], merge_method: wise_ft}
            """
        )
        #expect(file.problems.isEmpty && file.jobs.map(\.name) == ["a", "b"])
        #expect(file.jobs.map(\.output) == ["out/a.safetensors", "b.safetensors"])
        #expect(file.jobs[0].request.inputs == [family.base] + family.models[..<2])
        #expect(file.jobs[1].recipe.contains(#""merge_method": "wise_ft""#))
        #expect(file.jobs[1].request.text == file.jobs[1].recipe)
        #expect(!file.jobs[0].recipe.contains("output") && !file.jobs[0].recipe.contains("name"))
    }

    @Test("a sweep is every combination, the last key fastest, named by its values")
    func sweeps() throws {
        let file = try read(
            """
            sweeps:
              - vary: {models: {choose: 2, of: [M0, {model: M1}, M2]}, clamp_t: [false, true]}
              - name: wise-{alpha}
                output: "{name}/{alpha}.safetensors"
                merge_method: wise_ft
                models: [{model: M0}]
                vary: {alpha: 0:0.3:0.1}
              - models: [{model: M0}, {model: M1}]
                vary: {merge_method: [average, model-stock]}
            """
        )
        #expect(file.problems.isEmpty, "\(file.problems)")
        #expect(
            file.jobs.map(\.name) == [
                "model_0+model_1-false", "model_0+model_1-true", "model_0+model_2-false",
                "model_0+model_2-true", "model_1+model_2-false", "model_1+model_2-true",
                "wise-0", "wise-0.1", "wise-0.2", "wise-0.3", "average", "model-stock",
            ]
        )
        #expect(file.jobs[9].output == "wise-0.3/0.3.safetensors")
        #expect(file.jobs[9].recipe.contains(#""alpha": 0.3"#))
        #expect(file.jobs[4].request.models == Array(family.models[1...]))
    }

    @Test(
        "methods of a sweep have parameters of their own, and take of the defaults what they have"
    )
    func methodsWithParameters() throws {
        let text = """
            defaults:
              merge_method: model_stock
              base_model: \(family.base)
              models: [{model: \(family.models[0])}, {model: \(family.models[1])}]
              output: "{name}.safetensors"
              parameters: {density: 0.4, lambda: 2}
              stockpot: {clamp_t: true, seed: 3, qkv: packed}
            sweeps:
              - vary: {merge_method: [{model_stock: {}}, {ties: {weight: 0.5, density: 0.3}}, average]}
              - vary: {merge_method: [{ties: {weight: 0.5}}, {ties: {weight: 0.7}}]}
            """
        let file = try JobsFile(text, path: "jobs.yaml")
        #expect(file.problems.isEmpty, "\(file.problems)")
        #expect(
            file.jobs.map(\.name) == ["model_stock", "ties", "average", "ties-0.5", "ties-0.7"]
        )
        let recipes = file.jobs.map(\.request.recipe)
        #expect(recipes[0].parameters == .none)
        #expect(recipes[0].options.parameters["clamp_t"] != nil)
        #expect(
            recipes[1].parameters.settings.sorted { $0.name < $1.name }
                == ParameterSettings(["density": 0.3, "lambda": 2, "weight": 0.5]).settings
        )
        #expect(recipes[2].options.parameters == ParameterSettings(["seed": 3]))
        #expect(recipes.allSatisfy { $0.options.projections == .packed })
    }

    @Test(
        "a parameter that no method has, or that the job itself gives to another, is refused",
        arguments: [
            ("parameters: {wieght: 1}}", "{name: a}", "has no parameter 'wieght'"),
            (
                "parameters: {weight: 1}}", "{name: a, parameters: {weight: 1}}",
                "no parameter 'weight'"
            ),
            ("parameters: {weight: 1}}", "{name: a}", nil),
        ] as [(String, String, String?)]
    )
    func otherParameters(defaults: String, job: String, message: String?) throws {
        let text = """
            defaults: {merge_method: average, models: [{model: \(family.models[0])}], \
            output: "{name}.safetensors", \(defaults)
            jobs: [\(job)]
            """
        let problems = try JobsFile(text, path: "jobs.yaml").problems
        #expect(problems.count == (message == nil ? 0 : 1), "\(problems)")
        #expect(problems.first?.reason.contains(message ?? "") ?? true, "\(problems)")
    }

    @Test(
        "every job that cannot be read is reported, with its line",
        arguments: [
            ("jobs: [{models: [{model: M0}, {model: M1}]}]", "jobs.yaml:5: a job needs a 'name'"),
            ("jobs: [7]", "jobs.yaml:5: "),
            (
                "jobs: [{name: a, models: [{model: M0}, {model: M1}], modls: []}]",
                "did you mean 'models'?"
            ),
            ("jobs: [{name: a, models: [{model: M0}], merge_method: liner}]", "'linear'"),
            ("jobs: [{name: a, models: [{model: M0}, {model: none}]}]", "none"),
            (
                "jobs: [{name: '{x}', models: [{model: M0}, {model: M1}]}]",
                "there is nothing to fill in"
            ),
            (
                "jobs: [{name: a, output: '{x', models: [{model: M0}, {model: M1}]}]",
                "a brace that is not"
            ),
            (
                "jobs: [{name: a, output: '{x}', models: [{model: M0}, {model: M1}]}]",
                "there are {name}"
            ),
            (
                "jobs: [{name: a, output: '-', models: [{model: M0}, {model: M1}]}]",
                "jobs.yaml:5: a checkpoint is not written to standard output"
            ),
            ("sweeps: [{models: [{model: M0}, {model: M1}]}]", "a sweep needs 'vary'"),
            (
                "jobs: [{name: a, models: [{model: M0}, {model: M1}], vary: {alpha: [1]}}]",
                "no job but a sweep: put it into the list 'sweeps'"
            ),
            ("sweeps: [{vary: {}}]", "a sweep needs 'vary'"),
            ("sweeps: [{vary: {alpha: 0:1:0.3}}]", "FIRST:LAST:STEP"),
            ("sweeps: [{vary: {alpha: []}}]", "at least one value"),
            ("sweeps: [{vary: {alpha: [[1]]}}]", "a single value was expected, not a list"),
            ("sweeps: [{vary: {models: [M0, M1]}}]", "must be a mapping"),
            ("sweeps: [{vary: {models: {choose: 3, of: [M0, M1]}}}]", "{choose: K, of: [...]}"),
            ("sweeps: [{vary: {models: {choose: 0, of: [M0]}}}]", "{choose: K, of: [...]}"),
            ("sweeps: [{vary: {a: 0:9999:1, b: 0:9999:1}}]", "more than 100000 jobs"),
        ]
    )
    func problems(text: String, message: String) throws {
        let problems = try read(text + "\n").problems
        #expect(problems.count == 1)
        #expect(problems[0].reason.contains(message), "\(problems)")
    }

    @Test(
        "what a sweep asks for is counted before any of it is built",
        arguments: [
            (30, 15, "more than 100000 jobs"), (400, 200, "more than 100000 jobs"),
            (3000, 2999, "3000 subsets of 2999 models each list more than 1000000 models"),
        ]
    )
    func largeChoices(modelCount: Int, size: Int, message: String) throws {
        let models = (0..<modelCount).map { "m\($0)" }.joined(separator: ", ")
        let text = "sweeps: [{vary: {models: {choose: \(size), of: [\(models)]}}}]\n"
        let problems = try read(text).problems
        #expect(problems.count == 1)
        #expect(problems[0].reason.contains(message), "\(problems)")
    }

    @Test("a key that no job has is told once for all jobs of a sweep")
    func sweepKeys() throws {
        let models = "models: {choose: 2, of: [M0, M1, M0, M1, M0, M1]}"
        let problems = try read("sweeps: [{name: s, nonsense: 1, vary: {\(models)}}]\n").problems
        #expect(problems.map(\.job) == ["s"] && problems[0].reason.contains("'nonsense'"))
    }

    @Test("a reason is told once, with the jobs that have it, each once")
    func sharedReasons() {
        let problems = [
            ("a", "x"), ("a", "x"), ("b", "y"), ("c", "y"), ("d", "z"), ("e", "z"), ("f", "z"),
        ]
        let error = BatchError.jobs(problems.map { BatchError.JobProblem($0.0, $0.1) })
        #expect(
            error.description.split(separator: "\n").dropFirst() == [
                "  job 'a': x", "  job 'b' and 'c': y", "  job 'd' and 2 others: z",
            ]
        )
    }

    @Test("one bad job of a sweep or a list does not hide another")
    func allProblems() throws {
        let file = try read(
            """
            jobs: [{name: a}, {name: good, models: [{model: M0}, {model: M1}]}, {name: c}]
            sweeps: [{vary: {merge_method: [nothing, average, neither]}, models: [{model: M0}]}]
            """
        )
        #expect(file.problems.map(\.job) == ["a", "c", "nothing", "neither"])
        #expect(file.jobs.map(\.name) == ["good", "average"])
    }

    @Test(
        "what is not a file of jobs",
        arguments: [
            ("jbs: []", "did you mean 'jobs'?"), ("jobs: {a: 1}", "'jobs' must be a list"),
            ("defaults: []", "'defaults' must be a mapping"), ("jobs: []", "holds no job"),
            ("", "one YAML document"), ("a: [", "line 1"), ("[1]", "must be a mapping"),
            ("jobs: []\n---\njobs: []", "one YAML document"),
        ]
    )
    func unreadable(text: String, message: String) {
        let error = #expect(throws: BatchError.self) { try JobsFile(text, path: "jobs.yaml") }
        #expect(error?.description.hasPrefix("jobs.yaml: ") == true)
        #expect(error?.description.contains(message) == true, "\(error as Any)")
    }
}
