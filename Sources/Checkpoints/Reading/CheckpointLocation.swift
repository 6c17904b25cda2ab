internal import SystemFiles
internal import TextFormats

/// Where a path leads: the file to open first, and what is next to it.
struct CheckpointLocation {
    let weights: String
    var companionFiles: [String] = []
    var warnings: [String] = []

    static func resolve(_ path: String) throws(CheckpointError) -> CheckpointLocation {
        guard FileSystem.isFolder(path) else {
            return CheckpointLocation(
                weights: path,
                companionFiles: CompanionFile.paths(in: FileSystem.folder(of: path))
            )
        }
        let names = try rethrowing(FileSystem.names(in: path))
        let found = WeightFileName.allCases.filter { names.containsExactly($0.rawValue) }
        guard let chosen = found.first else { throw FolderContents(path, names).error }
        if let index = chosen.index, found.contains(index) { throw ambiguous(path, chosen, index) }
        return CheckpointLocation(
            weights: FileSystem.join(path, chosen.rawValue),
            companionFiles: CompanionFile.paths(in: path),
            warnings: found.dropFirst().map {
                "\(path): reads \(chosen.rawValue); \($0.rawValue) is next to it and was not read"
            }
        )
    }

    private static func ambiguous(
        _ path: String,
        _ single: WeightFileName,
        _ index: WeightFileName
    ) -> CheckpointError {
        let names = "\(single.rawValue) and \(index.rawValue)"
        return CheckpointError(
            .malformed,
            path,
            "holds both \(names), and they may differ; name the one that is meant"
        )
    }
}

/// The names under which folders hold weights, the preferred ones first.
enum WeightFileName: String, CaseIterable {
    case single = "model.safetensors"
    case index = "model.safetensors.index.json"
    case openCLIP = "open_clip_model.safetensors"
    case pytorch = "pytorch_model.bin"
    case pytorchIndex = "pytorch_model.bin.index.json"
    case openCLIPPyTorch = "open_clip_pytorch_model.bin"

    /// The index that could stand for the same tensors.
    var index: WeightFileName? {
        switch self {
        case .single: .index
        case .pytorch: .pytorchIndex
        default: nil
        }
    }
}

/// The files next to the weights that make a folder usable, and that a merge leaves as they are.
enum CompanionFile {
    /// Those that are in a folder.
    static func paths(in folder: String) -> [String] {
        names.map { FileSystem.join(folder, $0) }.filter(FileSystem.exists)
    }

    /// The names by which such files are known.
    static let names = [
        "config.json", "preprocessor_config.json", "processor_config.json",
        "open_clip_config.json", "tokenizer.json", "tokenizer_config.json", "vocab.json",
        "merges.txt", "special_tokens_map.json", "added_tokens.json",
    ]
}
