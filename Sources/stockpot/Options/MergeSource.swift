internal import ArgumentParser
internal import CLIPModels
internal import Checkpoints
internal import MergeEngine
internal import Recipes
internal import SystemFiles
internal import TextFormats

/// What a command line asks to merge, whichever way it says so: by options, by a file of recipes, or
/// by the output of an earlier merge.
struct MergeSource {
    /// The recipes, each after those whose results it uses; the last one's result is the output.
    let recipes: [Recipe]

    private let search: InputSearch
    private let names: Set<UTF8Key>
    /// Where the results of earlier recipes lie.
    private let stages: String?

    init(
        _ inputs: MergeInputOptions,
        _ method: MethodOptions,
        _ layers: LayerOptions,
        _ reading: ReadingArguments,
        _ type: OutputType = .base,
        _ choices: ModelChoices = ModelChoices()
    ) throws {
        let holder = inputs.from.map { "\($0) records" } ?? inputs.recipe.map { "\($0) is" }
        if let holder, !method.isStandard || type.type != nil {
            throw ValidationError("\(holder) a recipe, which gives method, parameters and types")
        }
        let file =
            try inputs.from.map { try RecipeFile(recordedIn: $0) }
            ?? inputs.recipe.map { try RecipeFile(FileContents.text($0), path: $0) }
        if file == nil, layers.flat {
            throw ValidationError(
                "--flat works with recipes only: options give no gradients"
            )
        }
        if let from = inputs.from, let option = layers.firstChosen {
            throw ValidationError("\(option) would change the merge that \(from) records")
        }
        let own =
            try file?.recipes
            ?? [method.recipe(base: inputs.base, models: inputs.models, type: type.type)]
        recipes = own.map { layers.applied(to: $0).completed(reading.options, choices) }
        names = Set(recipes.compactMap(\.name).map(UTF8Key.init))
        stages = inputs.stages
        search = inputs.search(for: recipes)
    }

    /// The text of all recipes, as an output records it.
    var text: String { recipes.map(\.text).joined(separator: "\n---\n") }

    /// Asks for a folder of results where there are results to keep, or to find.
    func requireStages(_ purpose: String) throws {
        guard recipes.count > 1, stages == nil else { return }
        throw ValidationError(
            "the recipe holds \(recipes.count) merges; --stages FOLDER says where the earlier "
                + "results \(purpose)"
        )
    }

    /// The file of a recipe's result.
    func path(ofStage name: String, in folder: String? = nil) -> String {
        (folder ?? stages ?? ".") + "/" + name + ".safetensors"
    }

    /// The merge of one of the recipes.
    ///
    /// - Parameters:
    ///   - position: Which of them.
    ///   - folder: Where the results of earlier ones lie, if not where the options say.
    /// - Returns: The request, which records the earlier recipes too.
    /// - Throws: `InputSearch.Failure` where an input is nowhere.
    func request(
        _ position: Int,
        stagesIn folder: String? = nil
    ) throws -> MergeRequest {
        try MergeRequest(
            recipes[position],
            after: Array(recipes[..<position])
        ) { model in
            names.contains(UTF8Key(model.name))
                ? path(ofStage: model.name, in: folder) : try search.path(of: model)
        }
    }
}
