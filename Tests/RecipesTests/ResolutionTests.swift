import Checkpoints
import Merging
import Recipes
import Testing
import TextFormats

@testable import MergeEngine

/// Values of parameters, tensor by tensor: gradients, filters, precedence, slices, modules.
@Suite struct ResolutionTests {
    private static let vision = (0..<12).map { "visual.transformer.resblocks.\($0).ln_1.weight" }
    private static let text = (0..<4).map { "transformer.resblocks.\($0).ln_1.weight" }
    private static let others = [
        "visual.conv1.weight", "logit_scale", "classification_head.weight",
    ]

    /// Resolves a recipe whose models all hold the same tensors.
    private func resolution(_ text: String, tensors: [String]? = nil) throws -> RecipeResolution {
        let recipe = try RecipeTests.recipe(text)
        let names = tensors ?? Self.vision + Self.text + Self.others
        let models = recipe.models.map { (UTF8Key($0.name), TensorNames(names)) }
        return try RecipeResolution(
            recipe,
            holding: Dictionary(models, uniquingKeysWith: { first, _ in first })
        )
    }

    private func global(_ setting: String, _ tensor: String) throws -> Double? {
        let recipe = """
            merge_method: ties
            base_model: b
            models: [{model: a, parameters: {weight: 1}}]
            parameters:
              lambda: \(setting)
            """
        return number(try resolution(recipe)[tensor], "lambda") { $0.global }
    }

    private func number(
        _ tensor: ResolvedTensor,
        _ name: String,
        _ scopes: (ResolvedTensor) -> ParameterScopes
    ) -> Double? {
        let found = scopes(tensor).value(of: name, for: tensor.name, at: tensor.depth)
        return if case .number(let number) = found?.value { number } else { nil }
    }

    @Test func gradientOverTwelveBlocks() throws {
        let expected = [
            0, 0.136363636, 0.272727273, 0.409090909, 0.545454545, 0.681818182, 0.818181818,
            0.954545455, 0.854545455, 0.636363636, 0.418181818, 0.2,
        ]
        for (tensor, value) in zip(Self.vision, expected) {
            let found = try #require(try global("[0, .5, 1, .2]", tensor))
            #expect(abs(found - value) <= 5e-10)
        }
    }

    @Test func depthIsCountedPerTower() throws {
        #expect(try Self.text.map { try global("[0, 3]", $0) } == [0, 1, 2, 3])
        #expect(try Self.others.map { try global("[5, 3]", $0) } == [5, 5, 5])
    }

    @Test(
        arguments: [
            ("0.3", 0.3), ("'1e-5'", 1e-5), ("[]", nil), ("[7]", 7), ("{value: 2}", 2),
            ("{value: 2, filter: ln_1}", 2), ("{value: 2, filter: attn}", nil),
            ("[{filter: attn, value: 1}, {filter: '*', value: 4}, {value: 5}]", 4),
            ("[{filter: resblocks.11, value: [1, 3]}, {value: 5}]", 3), ("[{value: []}]", nil),
        ] as [(String, Double?)]
    )
    func forms(setting: String, value: Double?) throws {
        #expect(try global(setting, Self.vision[11]) == value)
    }

    @Test func wordsAreChosenNotMixed() throws {
        let recipe = """
            merge_method: dare_ties
            base_model: b
            models: [{model: a, parameters: {weight: 1}}]
            parameters: {rescale_rule: [l1, density, l1]}
            """
        let resolution = try resolution(recipe)
        let words = try Self.vision.map { name in
            let found = try resolution[name]
            return found.global.value(of: "rescale_rule", for: name, at: found.depth)?.value
        }
        #expect(
            words == Array(repeating: "l1", count: 6) + Array(repeating: "density", count: 5)
                + ["l1"]
        )
    }

    @Test func nearerPlacesPrecede() throws {
        let modules = """
            merge_method: ties
            base_model: base
            parameters: {weight: 1, density: 1}
            modules:
              vision:
                parameters: {weight: 2, density: 0.5}
                slices:
                  - parameters: {weight: 3}
                    sources:
                      - {model: a, layer_range: [0, 8], parameters: {weight: 4}}
                      - {model: base, layer_range: [0, 8], parameters: {weight: 9}}
                      - {model: b, layer_range: [0, 8], parameters: {weight: {filter: conv1, value: 5}}}
                  - sources:
                      - {model: a, layer_range: [8, 12]}
                      - {model: b, layer_range: [8, 12]}
              text: {models: [{model: a}, {model: b}]}
              head: {models: [{model: a}, {model: b}]}
            """
        let resolution = try resolution(modules)
        #expect(try resolution[Self.text[0]].models.map(\.model.name) == ["a", "b"])
        func weights(_ name: String) throws -> [Double?] {
            let found = try resolution[name]
            return (found.models + [try #require(found.base)]).map { source in
                number(found, "weight") { _ in source.scopes }
            }
        }
        #expect(try weights(Self.vision[0]) == [4, 3, 9])
        #expect(try weights("visual.conv1.weight") == [4, 5, 9])
        #expect(try weights(Self.vision[8]) == [2, 2, 2])
        #expect(try weights(Self.text[0]) == [1, 1, 1])
        #expect(try resolution[Self.vision[8]].depth == 0)
        #expect(try resolution[Self.vision[11]].depth == 1)
    }

    @Test(arguments: [
        ("models: [{model: a}]\nparameters: {weight: 1}", 3, "average has no parameter 'weight'"),
        ("modules: {text: {models: [{model: a}]}}", 1, "no module of the recipe holds"),
        ("slices:\n- sources: [{model: a, layer_range: [0, 12]}]", 3, "slices belong to one tower"),
        (
            "modules:\n  vision:\n    slices:\n    - sources: [{model: a, layer_range: [9, 13]}]\n"
                + "  text: {models: [{model: a}]}\n  head: {models: [{model: a}]}",
            5, "'a' has 12 blocks in its vision tower, and the layer range ends at 13"
        ),
        (
            "modules:\n  vision: {models: [{model: a}]}\n  text:\n    slices:\n"
                + "    - {base_model: b, sources: [{model: a, layer_range: [0, 4]}]}\n"
                + "  head: {models: [{model: a}]}",
            6, "one slice has a base and another has none"
        ),
        (
            "stockpot: {tensors: all}\nmodels: [{model: a}]", 2,
            "'tensors' is one of union, intersection"
        ),
        (
            "stockpot: {include: '('}\nmodels: [{model: a}]", 2,
            "'(' is not a regular expression: character 1"
        ),
        (
            "stockpot: {flat: true}\nmodules:\n  text: {slices: [{sources: [{model: a, "
                + "layer_range: [0, 1]}]}]}", 4, "slices count blocks"
        ),
    ])
    func refused(text: String, line: Int, message: String) throws {
        let error = try #require(
            #expect(throws: RecipeError.self) { try resolution("merge_method: average\n" + text) }
        )
        #expect(error.line == line)
        #expect(error.message.hasPrefix(message), "\(error)")
    }
}

extension RecipeResolution {
    /// The tensor of a name.
    subscript(name: String) -> ResolvedTensor {
        get throws { try #require(tensors.first { $0.name == name }) }
    }
}
