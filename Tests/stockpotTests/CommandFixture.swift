import Foundation
import TestSupport

/// A folder with checkpoints under the names that the help texts use.
struct CommandFixture {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        _ = try CheckpointFamily(in: folder, modelCount: 3)
        for (file, name) in [
            ("base", "pretrained"), ("model_0", "model_0"), ("model_1", "model_1"),
        ] {
            let bytes = try folder.bytes(of: file + ".safetensors")
            try folder.write(bytes, as: name + "/model.safetensors")
            try folder.write("{}", as: name + "/config.json")
        }
        let recipe = """
            merge_method: linear
            models:
              - {model: model_0, parameters: {weight: 0.6}}
              - {model: model_1, parameters: {weight: 0.4}}
            """
        try folder.write(recipe, as: "recipe.yaml")
    }

    /// The bytes of a file's tensors, without what the header says about their making.
    func tensors(_ file: String) throws -> [UInt8] {
        let bytes = try folder.bytes(of: file)
        let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        return Array(bytes.dropFirst(8 + length))
    }

    /// Merges as a recipe says, which is written to `r.yaml`.
    func merge(
        _ recipe: String,
        _ options: String = "-o out.safetensors"
    ) throws -> CommandLineProgram.Outcome {
        try folder.write(recipe, as: "r.yaml")
        return try run("merge r.yaml " + options)
    }

    func run(_ command: String) throws -> CommandLineProgram.Outcome {
        try CommandLineProgram.run(command, in: folder.path)
    }
}

/// The example that ships.
enum ExampleModels {
    /// The folder that holds `base`, `model_0` and so on.
    static let folder =
        URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Examples/shapes").standardized.path

    /// Links models, or other files of the example, into a folder.
    static func link(_ names: [String], into folder: TemporaryFolder) throws {
        for name in names {
            try FileManager.default.createSymbolicLink(
                atPath: folder.path(name),
                withDestinationPath: "\(Self.folder)/\(name)"
            )
        }
    }

    /// Copies models into a folder.
    static func copy(_ names: [String], into folder: TemporaryFolder) throws {
        for name in names {
            let path = "\(Self.folder)/\(name)"
            try FileManager.default.copyItem(atPath: path, toPath: folder.path(name))
        }
    }
}
