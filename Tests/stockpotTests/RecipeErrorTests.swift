import Foundation
import TestSupport
import Testing

/// What a recipe cannot have, and what is said then.
@Suite("Recipes that are refused")
struct RecipeErrorTests {
    private let fixture: CommandFixture

    init() throws { fixture = try CommandFixture() }

    @Test(
        "what a recipe cannot have: one line with the place",
        arguments: [
            ("merge_method: liner\nmodels: [{model: model_0}]", "r.yaml:1: ", "'linear'"),
            (
                "merge_method: linear\nmodels: [{model: model_0}]\nmodls: []", "r.yaml:3: ",
                "did you mean 'models'?"
            ),
            (
                "merge_method: linear\nmodels: [{model: model_0}]\nstockpot: {seed: x}",
                "r.yaml:3: ", "seed: 'x' is not"
            ),
            (
                "merge_method: linear\nmodels:\n- model: model_0\n  parameters: {wieght: 1}",
                "r.yaml:4: ", "did you mean 'weight'?"
            ),
            (
                "merge_method: linear\nmodels:\n- model: model_0\n  parameters: {normalize: true}",
                "r.yaml:4: ", "the recipe's own 'parameters'"
            ),
            (
                "merge_method: linear\nmodels:\n- model: model_0", "r.yaml:3: ",
                "'weight' of 'model_0'"
            ),
            (
                "merge_method: linear\nmodels: [{model: model_0}]\nparameters: {weight: high}",
                "r.yaml:3: ", "'high' is not a number"
            ),
            (
                "merge_method: linear\nmodels: [{model: model_0}]\nparameters: {weight: 1, "
                    + "normalize: 7}", "r.yaml:3: ", "'7' is not true or false"
            ),
            ("merge_method: model_stock\nmodels: [{model: model_0}]", "r.yaml:1: ", "'base_model'"),
            (
                "merge_method: linear\nparameters: {weight: 1}\nmodels: [{model: model_0}]\n"
                    + "stockpot: {variant: gram}", "r.yaml:4: ", "linear has no option 'variant'"
            ),
            (
                "merge_method: linear\nbase_model: pretrained\n"
                    + "models: [{model: model_0, parameters: {weight: 1}}]", "r.yaml:2: ",
                "'weight' of 'pretrained'"
            ),
            ("merge_method: linear\nmodels: [", "r.yaml:2: ", "is not valid YAML"),
            ("merge_method: average\nmodels: [{model: a@main}]", "r.yaml:2: ", "a revision"),
            ("merge_method: average\nmodels: [{model: a+lora}]", "r.yaml:2: ", "an adapter"),
            (
                "merge_method: average\nmodels: [{model: model_0}]\nparameters: {head: average}",
                "r.yaml:3: ", "'head' belongs under 'stockpot'"
            ),
            (
                "merge_method: average\nmodels: [{model: model_0}]\nstockpot: {ignore: layr}",
                "r.yaml:3: ", "ignore: no tensor's name contains a match of 'layr'"
            ),
            (
                "merge_method: linear\nmodels: [{model: model_0}]\nparameters:\n"
                    + "  weight: [{filter: layr, value: 1}, {value: 2}]", "r.yaml:4: ",
                "filter: no tensor's name contains 'layr'"
            ),
            (
                "name: first\nmerge_method: average\nmodels: [{model: model_0}]\n---\n"
                    + "merge_method: linear\nmodels: [{model: first}]\n"
                    + "parameters: {wieght: 1}", "r.yaml:7: ", "did you mean 'weight'?"
            ),
        ]
    )
    func refused(recipe: String, place: String, fragment: String) throws {
        let outcome = try fixture.merge(recipe)
        #expect(outcome.status == 65, "\(outcome.errors)")
        #expect(outcome.errorLines.count == 1)
        #expect(outcome.errors.hasPrefix("error: " + place), "\(outcome.errors)")
        #expect(outcome.errors.contains(fragment), "\(outcome.errors)")
    }

    @Test("all that is wrong with a recipe is told at once, each with its line")
    func severalErrors() throws {
        let text = """
            merge_method: ties
            base_model: pretrained
            dtype: int4
            tokenizer_source: base
            models:
            - {model: model_0, parameters: {wieght: 1, density: [1, x]}}
            - {modle: model_1}
            """
        let outcome = try fixture.merge(text)
        #expect(outcome.status == 65)
        for line in [
            "error: r.yaml: 3 errors:", "r.yaml:4: 'tokenizer_source'",
            "r.yaml:7: a model has no key",
            "r.yaml:3: 'int4' is not a type",
        ] {
            #expect(outcome.errors.contains(line), "\(outcome.errors)")
        }
    }

    @Test(
        "what cannot be repeated",
        arguments: [
            ("merge --from pretrained -o out", 65, "records no recipe of stockpot"),
            ("merge --from missing -o out", 66, "missing"),
            ("merge --from pretrained model_0 -o out", 64, "--from takes base and models"),
            ("merge --from pretrained --method linear -o out", 64, "records a recipe"),
            ("merge --base pretrained model_0 --stages s -o out", 64, "works with recipes"),
        ]
    )
    func unrepeatable(command: String, status: Int32, message: String) throws {
        let outcome = try fixture.run(command)
        #expect(outcome.status == status && outcome.errors.contains(message), "\(outcome.errors)")
    }

    @Test("a recipe beside other inputs or options is refused")
    func mixing() throws {
        for options in ["model_0", "--base pretrained", "--method linear", "--dtype f16"] {
            let outcome = try fixture.run("merge recipe.yaml -o out \(options)")
            #expect(outcome.status == 64 && outcome.errors.contains("recipe.yaml is a recipe"))
        }
        #expect(try fixture.run("merge missing.yaml -o out").status == 66)
    }

    @Test("what is wrong with a later document is known before the first one is merged")
    func laterDocument() throws {
        let text =
            "name: first\nmerge_method: average\nmodels: [{model: model_0}]\n---\n"
            + "merge_method: liner\nmodels: [{model: first}]"
        try FileManager.default.createDirectory(
            atPath: fixture.folder.path("stages"),
            withIntermediateDirectories: false
        )
        let outcome = try fixture.merge(text, "--stages stages -o out.safetensors")
        #expect(outcome.status == 65 && outcome.errors.contains("'linear'"), "\(outcome.errors)")
        #expect(try fixture.folder.names(in: "stages").isEmpty)
    }
}
