import Foundation
import MergeEngine
import Merging
import Tensors
import TestSupport
import Testing

/// A merge is one value, however it is asked for: options, a recipe, a soup and a program's call give
/// the same file, which can be repeated and verified by what it records.
@Suite("One merge, asked for in every way")
struct SameMergeTests {
    private let fixture: CommandFixture

    init() throws { fixture = try CommandFixture() }

    private func bytes(_ name: String) throws -> [UInt8] { try fixture.folder.bytes(of: name) }

    private func succeed(_ command: String) throws {
        let outcome = try fixture.run(command)
        #expect(outcome.status == 0, "\(command): \(outcome.errors)")
    }

    @Test("every method, by options, recipe and call", arguments: MethodRegistry.all.map(\.name))
    func methods(name: String) throws {
        let sample = try Sample(name)
        let output = ExecutionOptions(threads: 2)
        let request = MergeRequest(sample.recipe) { fixture.folder.path($0.name) }
        _ = try MergePlan(request, options: output)
            .merge(into: fixture.folder.path("called.safetensors"))
        try succeed("merge \(sample.options) -o options.safetensors")
        try fixture.folder.write(sample.document, as: "r.yaml")
        try succeed("merge r.yaml -o recipe.safetensors")
        try fixture.folder.write(sample.recipe.text, as: "text.yaml")
        try succeed("merge text.yaml -o text.safetensors")
        try succeed("merge --from called.safetensors -o again.safetensors")
        for other in ["options", "recipe", "text", "again"] {
            #expect(
                try bytes(other + ".safetensors") == bytes("called.safetensors"),
                "\(other): \(sample.recipe.text)"
            )
        }
        try succeed("verify --from called.safetensors --merged called.safetensors -q")
        try succeed("verify \(sample.options) --merged called.safetensors -q")
    }

    @Test("a uniform soup is the average")
    func soup() throws {
        try succeed("soup uniform model_0 model_1 -o soup.safetensors")
        try succeed("merge --method average model_0 model_1 -o average.safetensors")
        #expect(try bytes("soup.safetensors") == bytes("average.safetensors"))
        try succeed("merge --from soup.safetensors -o again.safetensors")
        #expect(try bytes("again.safetensors") == bytes("average.safetensors"))
        try succeed("verify --from soup.safetensors --merged soup.safetensors -q")
    }

    @Test(
        "what is said about layers means the same for every method, by options and in recipes",
        arguments: [
            "--head average", "--exclude layer_norm1", "--ignore layer_norm2 --include layer_norm1",
            "--union", "--intersection",
        ],
        ["model_stock", "ties", "linear", "slerp", "karcher", "average", "sce"]
    )
    func layers(options: String, method: String) throws {
        let sample = try Sample(method, head: true)
        let words = options.split(separator: " ").map(String.init)
        let flags = ["--union": "tensors: union", "--intersection": "tensors: intersection"]
        let pairs = zip(words, words.dropFirst()).filter { $0.0.hasPrefix("--") }
        let said =
            flags[words[0]] ?? pairs.map { "\($0.dropFirst(2)): \($1)" }.joined(separator: ", ")
        try sample.writeInputs(fixture.folder)
        try succeed("merge \(sample.options) \(options) -o options.safetensors")
        try fixture.folder.write(sample.document + "stockpot: {\(said)}\n", as: "r.yaml")
        try succeed("merge r.yaml -o recipe.safetensors")
        #expect(try bytes("options.safetensors") == bytes("recipe.safetensors"))
        try succeed("verify --from options.safetensors --merged options.safetensors -q")
        try fixture.folder.write(sample.document, as: "plain.yaml")
        try succeed("merge plain.yaml \(options) -o over.safetensors")
        #expect(try bytes("options.safetensors") == bytes("over.safetensors"))
    }
}

/// A merge of the fixture's checkpoints by one method, with a value for each of its parameters, as a
/// program, a command line and a document say it.
private struct Sample {
    let recipe: Recipe
    let options: String
    let document: String

    init(_ name: String, head: Bool = false) throws {
        let method = try MethodRegistry.named(name)
        let count = min(2, method.modelCounts.upperBound)
        let models = (0..<count).map { head ? "head_\($0)" : "model_\($0)" }
        let base = head ? "head" : "pretrained"
        let hasBase = method.base == .required || method.base == .optional && name != "linear"
        var arguments = MethodArguments(perModel: models.map { _ in [:] })
        for parameter in method.parameters
        where name != "model_stock" && (!head || parameter.isRequired) {
            let value = try #require(Self.value(of: parameter))
            if parameter.scope == .global {
                arguments.global[parameter.name] = value
            } else {
                for model in models.indices { arguments.perModel[model][parameter.name] = value }
            }
        }
        if name == "model_stock", !head {
            arguments.global = ["variant": "gram", "clamp_t": true, "b": "columns"]
        }
        recipe = Recipe(
            method,
            base: hasBase ? base : nil,
            models: models,
            arguments: arguments
        )
        let ofModel = arguments.perModel[0].sorted { $0.key < $1.key }
        let shared = arguments.global.sorted { $0.key < $1.key }
        options =
            (["--method \(name)"] + (hasBase ? ["--base \(base)"] : [])
            + (ofModel + shared).map { "--set \($0.key)=\($0.value)" } + models)
            .joined(separator: " ")
        let isOption = { ["variant", "clamp_t", "seed", "rescale_rule"].contains($0) }
        document = Self.document(
            [
                ("merge_method", name), ("base_model", hasBase ? base : ""),
                ("models", "\n" + models.map { Self.model($0, ofModel) }.joined()),
                ("parameters", Self.mapping(shared.filter { !isOption($0.key) })),
                ("stockpot", Self.mapping(shared.filter { isOption($0.key) })),
            ]
        )
    }

    private static func value(of parameter: MethodParameter) -> ParameterValue? {
        let candidates = [parameter.example, 0.25, 2, true].compactMap(\.self)
        if case .choice(let words) = parameter.kind { return words.last.map { .text($0) } }
        return candidates.first { parameter.kind.accepted($0) != nil }
    }

    private static func document(_ entries: [(key: String, text: String)]) -> String {
        entries.filter { !$0.text.isEmpty }.map { "\($0.key): \($0.text)\n" }.joined()
    }

    private static func model(_ name: String, _ values: [(String, ParameterValue)]) -> String {
        let own = mapping(values)
        return "  - model: \(name)\n" + (own.isEmpty ? "" : "    parameters: \(own)\n")
    }

    private static func mapping(_ values: [(key: String, value: ParameterValue)]) -> String {
        values.isEmpty
            ? "" : "{" + values.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
    }

    /// Writes inputs with a head: the fixture's have none.
    func writeInputs(_ folder: TemporaryFolder) throws {
        for (number, name) in ["head", "head_0", "head_1"].enumerated() {
            let names = [
                "vision_model.encoder.layers.0.layer_norm1.weight",
                "vision_model.encoder.layers.0.layer_norm2.weight", "visual_projection.weight",
                "classification_head.weight",
            ]
            try SafetensorsFixture.write(
                tensors: names.enumerated().map { position, name in
                    let values = (0..<12).map { Float(($0 * 7 + number * 5 + position) % 11) / 8 }
                    return (name, .f32, [3, 4], SafetensorsFixture.bytes(values))
                },
                to: folder.path(name + ".safetensors")
            )
            try folder.write(
                folder.bytes(of: name + ".safetensors"),
                as: name + "/model.safetensors"
            )
        }
    }
}
