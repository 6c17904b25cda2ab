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
    }

    func run(_ command: String) throws -> CommandLineProgram.Outcome {
        try CommandLineProgram.run(command, in: folder.path)
    }
}
