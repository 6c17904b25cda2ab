internal import ArgumentParser
internal import FoundationEssentials
internal import MergeEngine
internal import Recipes

extension MergeCommand {
    /// Merges as a recipe says, its earlier documents first.
    func follow(_ path: String) throws {
        guard method.isStandard, dtype.type == nil else {
            throw ValidationError("\(path) is a recipe: method, parameters and types stand in it")
        }
        let file = try RecipeFile(try Self.text(of: path), path: path)
        if printRecipe {
            return try StandardOutput.print(
                file.recipes.map(\.canonicalText).joined(separator: "\n---\n")
            )
        }
        let results = try runStages(of: file, path)
        try run(MergeRequest(file.final) { results[$0] ?? $0 }, output: output)
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
            try run(MergeRequest(stage) { results[$0] ?? $0 }, output: output)
            results[name] = output
        }
        return results
    }

    private static func text(of path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw MissingRecipeError(path: path)
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw RecipeError(path: path, line: nil, "is not UTF-8 text")
        }
        return text
    }
}

/// A recipe that is not there.
struct MissingRecipeError: Error, CustomStringConvertible {
    let path: String

    var description: String { "\(path): there is no such recipe, or it cannot be read" }
}
