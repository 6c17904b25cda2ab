internal import ArgumentParser
internal import CLIPModels
internal import CLIPVision
internal import Checkpoints
internal import Evaluation
internal import MergeEngine
internal import SystemFiles
internal import TextFormats

/// Where `evaluate --predictions` puts the predictions of models.
struct PredictionFiles {
    /// A `.safetensors` file for one model; a folder for any number.
    let path: String
    let models: [String]

    private var isFolder: Bool { !path.hasSuffix(".safetensors") }

    /// Refuses what cannot be written.
    func validate() throws {
        if let refusal = CheckpointDestination.refusal(of: path) {
            throw ValidationError("--predictions: " + refusal)
        }
        if case .pyTorchFile = CheckpointDestination.from(path: path) {
            throw ValidationError(
                "--predictions \(path): predictions are written as safetensors; end the name in .safetensors, or "
                    + "give a folder"
            )
        }
        guard isFolder else {
            guard models.count == 1 else {
                throw ValidationError(
                    "--predictions \(path): a file takes one model; name a folder for several"
                )
            }
            return
        }
        let names = models.map(ModelName.of)
        for (index, name) in names.enumerated() where names[..<index].containsExactly(name) {
            throw ValidationError(
                "--predictions \(path): two models are called \(name); evaluate one of them apart"
            )
        }
    }

    /// A writer for each model.
    func writers(
        _ loaded: [CLIPModel],
        _ sets: [DataSet],
        keepsFeatures: Bool,
        _ policy: OutputPolicy
    ) throws -> [PredictionWriter] {
        if isFolder, !FileSystem.exists(path) { try FileSystem.makeFolder(path) }
        return try zip(loaded, models).map { model, source in
            var contents = PredictionWriter.Contents()
            contents.names = true
            if keepsFeatures { contents.featureWidth = model.classifier.architecture.outputWidth }
            return try PredictionWriter(
                isFolder ? FileSystem.join(path, ModelName.of(source) + ".safetensors") : path,
                dataSets: sets,
                model: model,
                keeping: contents,
                policy
            )
        }
    }
}
