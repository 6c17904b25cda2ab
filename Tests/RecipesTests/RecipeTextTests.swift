import Checkpoints
import Merging
import Patterns
import Recipes
import TextFormats
import Tensors
import Testing

@testable import MergeEngine

/// The text of a recipe: whatever it says, reading it gives the same recipe and the same text.
@Suite struct RecipeTextTests {
    private static let methods = MethodRegistry.all.map(\.name)

    @Test("text, value and text again, for every method", arguments: methods)
    func roundTrip(method: String) throws {
        var random = RandomRecipe(try MethodRegistry.named(method))
        for _ in 0..<60 {
            let recipe = random.recipe()
            let text = recipe.text
            let read = try RecipeFile(text, path: "r").final
            #expect(read == recipe, "\(text)")
            #expect(read.text == text)
        }
    }

    @Test("what is recorded makes the method that ran", arguments: methods)
    func sameMethod(method: String) throws {
        let method = try MethodRegistry.named(method)
        var random = RandomRecipe(method)
        for _ in 0..<60 {
            let (models, base, arguments) = random.whole()
            let recipe = Recipe(method, base: base, models: models, arguments: arguments)
            let made: any MergeMethod
            do { made = try method.make(arguments) } catch {
                // Values that contradict each other do so in the text too.
                #expect(throws: RecipeError.self) { try resolved(recipe) }
                continue
            }
            for recipe in [recipe, try RecipeFile(recipe.text, path: "r").final] {
                let resolved = try resolved(recipe)
                #expect(resolved.arguments(of: "a") == arguments, "\(recipe.text)")
                let isSame = isEqual(resolved.method(of: "a"), made)
                #expect(isSame, "\(recipe.text)")
            }
        }
    }

    private func resolved(_ recipe: Recipe) throws -> ResolvedRecipe {
        let names = recipe.models.map { (UTF8Key($0.name), TensorNames(["a", "b"])) }
        return try ResolvedRecipe(
            recipe,
            holding: Dictionary(names, uniquingKeysWith: { first, _ in first }),
            path: \.name
        )
    }

    private func isEqual(_ one: any MergeMethod, _ other: any MergeMethod) -> Bool {
        func compare<Method: MergeMethod>(_ one: Method) -> Bool { one == other as? Method }
        return compare(one)
    }

    @Test("keys keep the order of their document", arguments: unusual.split(separator: "\n"))
    func order(text: Substring) throws {
        #expect(try RecipeFile(String(text), path: "r").final.text == text)
    }

    private static let unusual = #"""
        {"models": [{"model": "a"}, {"model": "b"}], "merge_method": "average"}
        {"merge_method": "average", "models": [{"model": "a"}], "name": "n"}
        {"name": "n", "models": [{"model": "a"}], "merge_method": "average"}
        {"stockpot": {"variant": "gram", "qkv": "split", "clamp_t": true, "ignore": ["x"]}, \#
        "models": [{"model": "a"}, {"model": "b"}], "base_model": "o", \#
        "merge_method": "model_stock"}
        {"merge_method": "slerp", "base_model": "o", "parameters": {"t": [{"value": 1, \#
        "filter": "x"}, {"filter": "y", "value": [0, 0.5]}, {"value": 0.25}]}, \#
        "slices": [{"parameters": {"t": 1}, "sources": [{"layer_range": [0, 2], \#
        "model": "a"}]}], "out_dtype": "float16", "dtype": "float32"}
        {"modules": {"text": {"parameters": {"weight": 1}, "models": [{"model": "a"}]}}, \#
        "merge_method": "linear"}
        """#

    @Test("what means the same is written the same")
    func spellings() throws {
        let plain =
            #"{"merge_method": "linear", "models": [{"model": "a", "parameters": "#
            + #"{"weight": 0.5}}], "out_dtype": "float16", "stockpot": {"ignore": ["x"]}}"#
        let other = """
            merge_method: linear
            models:
              - model: 'a'
                parameters: {weight: "5e-1"}
            parameters:
            out_dtype: torch.float16
            stockpot: {ignore: x}
            """
        let recipe = try RecipeFile(other, path: "r").final
        #expect(recipe.text == plain)
        #expect(try recipe == RecipeFile(plain, path: "r").final)
        let hyphens = try RecipeFile("merge_method: uniform-soup\nmodels: [{model: a}]", path: "r")
        #expect(hyphens.final == Recipe(.average, models: ["a"]))
    }

    @Test("another value is another recipe, with another text")
    func differences() throws {
        let recipe = Recipe(
            .ties,
            base: "o",
            models: ["a", "b"],
            arguments: MethodArguments(perModel: [["weight": 1], ["weight": 2]])
        )
        var others = Array(repeating: recipe, count: 6)
        others[0].base = ModelReference("p")
        others[1].modules[0].slices[0].sources.swapAt(0, 1)
        others[2].parameters = ParameterSettings(["lambda": 0.5])
        others[3].outputType = .f16
        others[4].options.ignored = [try Pattern("x")]
        others[5].method = .dareTies
        for other in others {
            #expect(other != recipe && other.text != recipe.text, "\(other.text)")
        }
        #expect(Set(others.map(\.text)).count == others.count)
    }

    @Test("a recipe with an unknown key in every line is refused with a few of them")
    func manyKeys() throws {
        let body = "merge_method: average\nmodels: [{model: a}]\n"
        let keys = (0..<50_000).map { "key_\($0): 1\n" }.joined()
        let error = #expect(throws: RecipeError.self) { try RecipeFile(body + keys, path: "r") }
        #expect(error?.all.count == 21)
        #expect(error?.all.last?.message == "a recipe has 49980 more keys that it may not have")
        let parameters = "parameters:\n" + (0..<50_000).map { "  key_\($0): 1\n" }.joined()
        let other = #expect(throws: RecipeError.self) {
            try RecipeFile(body + parameters, path: "r")
        }
        #expect(other?.all.count == 50_000)
        #expect(other?.description.split(separator: "\n").count == 22)
    }
}
