import SystemFiles

/// The last step of writing: from temporary names to final ones.
struct Publication {
    let staging: StagingArea
    let isDurable: Bool
    let replaces: Bool

    /// Gives all files their final names; `others` may hold the index.
    func publish(weights: [String], others: [String]) throws(CheckpointError) {
        switch staging.kind {
        case .newFolder:
            try synchronize(staging.path)
            try rethrowing(FileSystem.renameFolder(staging.path, to: staging.target))
        case .besideFile:
            for name in weights { try move(name) }
        case .replacedFolder:
            let replacement = FolderReplacement(staging, output: weights + others)
            try synchronize(staging.path)
            if try !replacement.attempt(replacing: replaces) {
                try replaceContents(weights: weights, others: others)
            }
        case .insideFolder:
            try replaceContents(weights: weights, others: others)
        }
        try synchronize(staging.home)
    }

    private func replaceContents(
        weights: [String],
        others: [String]
    ) throws(CheckpointError) {
        let index = WeightFileName.index.rawValue
        let ordered = others.filter { $0 != index } + weights + others.filter { $0 == index }
        for name in ordered { try move(name) }
        // The old files go only once the new ones are sure to stay.
        try synchronize(staging.target)
        for name in try rethrowing(FileSystem.names(in: staging.target))
        where Self.isWeightFile(name) && !ordered.contains(name) {
            FileSystem.remove(FileSystem.join(staging.target, name))
        }
        StagingArea.removeAll(at: staging.path)
    }

    private func move(_ name: String) throws(CheckpointError) {
        try rethrowing(
            FileSystem.rename(
                staging.temporaryPath(of: name),
                to: staging.finalPath(of: name),
                replacing: replaces
            )
        )
    }

    private func synchronize(_ folder: String) throws(CheckpointError) {
        if isDurable { try rethrowing(FileSystem.synchronize(folder: folder)) }
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
