internal import ArgumentParser
internal import Checkpoints
internal import FoundationEssentials
internal import MergeEngine
internal import Recipes

extension MergeCommand {
    /// Merges as a recipe says, its earlier documents first.
    func follow(_ path: String) throws {
        try requireNoOptions(beside: "\(path) is a recipe")
        let file = try RecipeSource(file: path).file
        try file.checkMethods()
        if printRecipe {
            return try StandardOutput.print(
                file.recipes.map(\.text).joined(separator: "\n---\n")
            )
        }
        let results = try runStages(of: file, path)
        try run(request(flattened(file.final)) { results[$0] ?? $0 }, output: output)
    }

    /// Merges as an output of an earlier merge records.
    func repeatMerge(of path: String) throws {
        try requireNoOptions(beside: "\(path) records a recipe")
        let source = try RecipeSource(recordedIn: path)
        let recipe = source.file.final
        if printRecipe { return try StandardOutput.print(recipe.canonicalText) }
        try run(request(recipe, locate: source.locate), output: output)
    }

    private func flattened(_ recipe: Recipe) throws -> Recipe {
        flat ? try recipe.flattened() : recipe
    }

    private func requireNoOptions(beside reason: String) throws {
        guard method.isStandard, dtype.type == nil else {
            throw ValidationError("\(reason): method, parameters and types stand in it")
        }
    }

    private func request(
        _ recipe: Recipe,
        locate: (String) -> String
    ) throws -> MergeRequest {
        try MergeRequest(recipe, pyTorch: reading.pyTorch, locate: locate)
    }

    /// Makes the results that later documents use.
    ///
    /// - Returns: Their files, by the documents' names.
    private func runStages(of file: RecipeFile, _ path: String) throws -> [String: String] {
        let stages = file.recipes.dropLast()
        if stages.isEmpty { return [:] }
        guard let folder = self.stages, !dryRun else {
            throw ValidationError(
                dryRun
                    ? "--dry-run plans one merge, and \(path) holds \(file.recipes.count)"
                    : "\(path) holds \(file.recipes.count) merges; --stages FOLDER says where the "
                        + "earlier results go"
            )
        }
        var results: [String: String] = [:]
        for stage in stages {
            guard let name = stage.name else { continue }
            let output = folder + "/" + name + ".safetensors"
            try run(request(flattened(stage)) { results[$0] ?? $0 }, output: output)
            results[name] = output
        }
        return results
    }
}
