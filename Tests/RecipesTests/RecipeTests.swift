import MergeEngine
import Merging
import Recipes
import Tensors
import Testing

/// Recipes as documents: what is read, and each thing that is refused, with its line.
@Suite struct RecipeTests {
    @Test func everyKey() throws {
        let recipe = try Self.recipe(
            """
            merge_method: ties
            base_model: base
            models:
              - model: one
                parameters: {weight: 0.6, density: 0.5}
              - {model: two, parameters: {weight: 1}}
            parameters:
              normalize: true
            dtype: torch.float32
            out_dtype: bfloat16
            stockpot: {seed: 7}
            """
        )
        #expect(recipe.method.name == "ties")
        #expect(recipe.models.map(\.name) == ["one", "two", "base"])
        let source = recipe.modules[0].slices[0].sources[0]
        #expect(
            source.parameters == ParameterSettings([.init("weight", 0.6), .init("density", 0.5)])
        )
        #expect(recipe.parameters == ParameterSettings(["normalize": true]))
        #expect(recipe.inputType == .f32)
        #expect(recipe.outputType == .bf16)
        #expect(recipe.options.parameters["seed"] == ParameterSetting("seed", 7))
    }

    @Test(arguments: [
        ("merge_method: average\nmodls: []", 2, "a recipe has no key 'modls'"),
        (
            "merge_method: average", 1,
            "exactly one of 'models', 'slices' and 'modules' must be given"
        ),
        ("models: [{model: a}]", 1, "a recipe needs 'merge_method'"),
        ("merge_method: average\nmodels: []", 2, "'models' must be a list with at least one entry"),
        (
            "merge_method: average\nmodels:\n- model: a\n  wieght: 1", 4,
            "a model has no key 'wieght'"
        ),
        (
            "merge_method: average\nmodels: [{model: {path: a}}]", 2,
            "a model is the path of a checkpoint"
        ),
        ("merge_method: average\nmodels: [{parameters: {}}]", 2, "'model' is missing"),
        (
            "merge_method: average\nmodels: [{model: a}]\ndtype: int8", 3,
            "'int8' is not a type to merge in"
        ),
        (
            "merge_method: \"linea\\tr\"\nmodels: [{model: a}]", 1,
            #"there is no method 'linea\u{9}r'; did you mean 'linear'?"#
        ),
        (
            "merge_method: average\nmodels: [{model: a}]\ndtype: \"floa\\tt74\"", 3,
            #"'floa\u{9}t74' is not a type to merge in"#
        ),
        (
            "merge_method: average\nmodels: [{model: a}]\ntokenizer_source: base", 3,
            "'tokenizer_source' is"
        ),
        (
            "merge_method: average\nmodels: [{model: a}]\nchat_template: auto", 3,
            "'chat_template' is not"
        ),
        (
            "merge_method: average\nmodels: [{model: a}]\nstockpot: {sed: 1}", 3,
            "'stockpot' has no key 'sed'"
        ),
        (
            "merge_method: average\nmodels: [{model: a}]\nparameters: [1]", 3,
            "'parameters' must be a mapping"
        ),
        (
            "merge_method: average\nmodels: [{model: a}]\nparameters:\n  t:", 4,
            "a parameter without a value"
        ),
        (
            "merge_method: average\nmodels: [{model: a}]\nparameters: {t: [[1]]}", 3,
            "a gradient holds single"
        ),
        (
            "merge_method: average\nmodels: [{model: a}]\nparameters: {t: {filter: a}}", 3,
            "a conditional value needs"
        ),
        (
            "merge_method: average\nmodels: [{model: a}]\nparameters: {t: [{value: 1}, 2]}", 3,
            "a conditional value must"
        ),
        (
            "merge_method: average\nmodules:\n  audio: {models: [{model: a}]}", 3,
            "there is no module 'audio'"
        ),
        (
            "merge_method: average\nslices:\n- sources: [{model: a}]", 3,
            "a source needs 'layer_range"
        ),
        (
            "merge_method: average\nslices:\n- sources: [{model: a, layer_range: [2, 2]}]", 3,
            "'layer_range' takes"
        ),
        (
            "merge_method: average\nslices:\n- residual_weight: 1", 3,
            "'residual_weight' has no effect"
        ),
        (
            "merge_method: average\nslices:\n- sources:\n  - {model: a, layer_range: [0, 2]}\n"
                + "  - {model: b, layer_range: [0, 3]}", 4, "the layer ranges of a slice must be"
        ),
        ("merge_method: average\nmodels: [a, b]", 2, "a model is written '- model: a'"),
        ("- merge_method", 1, "a recipe must be a mapping, not a list"),
    ])
    func refused(text: String, line: Int, message: String) throws {
        let error = try #require(
            #expect(throws: RecipeError.self) { try RecipeFile(text, path: "r.yaml") }
        )
        #expect(error.line == line)
        #expect(error.message.hasPrefix(message), "\(error)")
    }

    @Test func documentsUseEarlierResults() throws {
        let body = "merge_method: average\nmodels: [{model: a}, {model: b}]\n"
        let last = "---\nmerge_method: wise_ft\nbase_model: first\nmodels: [{model: c}]\n"
        let file = try RecipeFile("name: first\n" + body + last, path: "r.yaml")
        #expect(file.recipes.map(\.name) == ["first", nil])
        #expect(file.final.base?.name == "first")
        for (text, line, message) in [
            (body + last, 1, "every recipe but the last one needs a 'name'"),
            ("name: ../n\n" + body, 1, "the name '../n' is that of a file"),
            ("name: .n\n" + body, 1, "the name '.n' is that of a file"),
            ("name: n\n" + body + "---\nname: n\n" + body, 5, "the name 'n' is given twice"),
            (
                "name: z\n" + body + "---\nname: b\n" + body, 3,
                "'b' is the result of a later document"
            ),
            ("", nil, "holds no recipe"),
        ] as [(String, Int?, String)] {
            let error = #expect(throws: RecipeError.self) { try RecipeFile(text, path: "r.yaml") }
            #expect(error?.message.hasPrefix(message) == true, "\(String(describing: error))")
            #expect(error?.line == line, "\(String(describing: error))")
        }
    }

    static func recipe(_ text: String) throws -> Recipe {
        try RecipeFile(text, path: "r.yaml").final
    }
}
