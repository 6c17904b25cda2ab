internal import ArgumentParser
internal import MergeEngine
internal import Recipes
internal import TextFormats

extension MergeCommand {
    /// Merges as a recipe, or an output's record of one, says: its earlier documents first.
    func follow(_ source: RecipeSource) throws {
        try source.file.checkMethods()
        let recipes = try source.file.recipes.map(recipe.applied)
        if printRecipe {
            let texts = recipes.map { PrintableText(document: $0.text) }
            return try StandardOutput.print(PrintableText.joined(texts, separator: "\n---\n"))
        }
        if recipes.count == 1 {
            return try run(request(recipes, locate: source.locate), output: output)
        }
        guard dryRun || recipe.stages != nil else {
            throw ValidationError(
                "\(source.file.path) holds \(recipes.count) merges; --stages FOLDER says where the "
                    + "earlier results go"
            )
        }
        try dryRun ? planStages(recipes, source) : runStages(recipes, source)
    }

    func requireNoOptions(beside reason: String) throws {
        guard method.isStandard, dtype.type == nil else {
            throw ValidationError("\(reason): it gives method, parameters and types")
        }
    }

    /// Makes the results that later documents use, and then the last one's.
    private func runStages(_ recipes: [Recipe], _ source: RecipeSource) throws {
        let stages = StageResults(folder: recipe.stages ?? ".", source)
        for count in 1..<recipes.count {
            let documents = Array(recipes.prefix(count))
            let output = stages.path(of: documents[count - 1].name ?? "")
            try run(request(documents, locate: stages.locate), output: output)
        }
        try run(request(recipes, locate: stages.locate), output: output)
    }

    /// Plans all documents; files without data stand for the results that do not exist yet.
    private func planStages(_ recipes: [Recipe], _ source: RecipeSource) throws {
        try TemporaryFolder.during { folder in
            let stages = StageResults(folder: folder, source)
            var outlines: [PlanOutline] = []
            for count in 1...recipes.count {
                let name = count == recipes.count ? nil : recipes[count - 1].name
                let plan = try plan(request(Array(recipes.prefix(count)), locate: stages.locate))
                if let name { try plan.writeOutline(to: stages.path(of: name)) }
                outlines.append(try PlanOutline(plan, output: name ?? output))
            }
            try show(outlines)
        }
    }

    /// The merge of the last of some documents; its record holds them all, because it needs them to
    /// be repeated.
    private func request(
        _ documents: [Recipe],
        locate: (String) -> String
    ) throws -> MergeRequest {
        var request = try MergeRequest(
            documents[documents.count - 1],
            pyTorch: reading.pyTorch,
            locate: locate
        )
        request.recipe = Recipe.canonicalText(of: documents)
        return request
    }
}
