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

    func run(_ command: String) throws -> CommandLineProgram.Outcome {
        try CommandLineProgram.run(command, in: folder.path)
    }
}
