import SystemFiles
import TextFormats

/// The last step of writing: from temporary names to final ones.
struct Publication {
    let staging: StagingArea
    /// The folder in which the files were written.
    let stage: Folder
    let policy: OutputPolicy

    /// Gives all files their final names; `others` may hold the index.
    func publish(weights: [String], others: [String]) throws(CheckpointError) {
        switch staging.kind {
        case .newFolder:
            try synchronize(stage)
            try putting(in: staging.target) { () throws(SystemError) in
                try staging.home.move(staging.temporaryName, to: staging.home, as: staging.name)
            }
        case .besideFile:
            try move(staging.temporaryName, to: staging.home, as: staging.name, staging.target)
        case .replacedFolder:
            let replacement = FolderReplacement(staging, by: stage, output: weights + others)
            try synchronize(stage)
            if try !replacement.attempt(replacing: policy.replaces) {
                let folder: Folder
                do throws(SystemError) { folder = try staging.home.folder(staging.name) } catch {
                    throw CheckpointError(error.refusal(of: staging.target))
                }
                try replaceContents(of: folder, weights: weights, others: others)
            }
        case .insideFolder:
            try replaceContents(of: staging.home, weights: weights, others: others)
        }
        try synchronize(staging.home)
    }

    private func replaceContents(
        of folder: Folder,
        weights: [String],
        others: [String]
    ) throws(CheckpointError) {
        let index = WeightFileName.index.rawValue
        let ordered = others.filter { $0 != index } + weights + others.filter { $0 == index }
        for name in ordered { try move(name, to: folder, as: name, staging.finalPath(of: name)) }
        // The old files go only once the new ones are sure to stay.
        try synchronize(folder)
        let written = Set(ordered.map(UTF8Key.init))
        let names: [String]
        do throws(SystemError) { names = try folder.names() } catch {
            throw CheckpointError(error.error(.missing, staging.target, "cannot be listed"))
        }
        for name in names where Self.isWeightFile(name) && !written.contains(UTF8Key(name)) {
            folder.remove(name)
        }
        staging.home.removeAll(staging.temporaryName)
    }

    private func move(
        _ name: String,
        to folder: Folder,
        as newName: String,
        _ target: String
    ) throws(CheckpointError) {
        try putting(in: target) { () throws(SystemError) in
            try stage.rename(name, to: folder, as: newName, replacing: policy.replaces)
        }
    }

    private func putting(
        in target: String,
        _ call: () throws(SystemError) -> Void
    ) throws(CheckpointError) {
        do throws(SystemError) { try call() } catch {
            throw CheckpointError(error.refusal(of: target))
        }
    }

    private func synchronize(_ folder: Folder) throws(CheckpointError) {
        if policy.isDurable { try rethrowing(folder.synchronize()) }
    }

    /// Whether a file would be taken for a part of the output: the single file, the index or a
    /// shard such as `model-00001-of-00003.safetensors`.
    static func isWeightFile(_ name: String) -> Bool {
        if [WeightFileName.single.rawValue, WeightFileName.index.rawValue].contains(name) {
            return true
        }
        let pattern = name.utf8.map { (0x30...0x39).contains($0) ? UInt8(ascii: "0") : $0 }
        return pattern == Array("model-00000-of-00000.safetensors".utf8)
    }
}
