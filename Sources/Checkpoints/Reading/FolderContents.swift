internal import SystemFiles
internal import TextFormats

/// What a folder without weights holds instead.
struct FolderContents {
    private let path: String
    private let names: [String]

    init(_ path: String, _ names: [String]) {
        self.path = path
        self.names = names.sortedByBytes()
    }

    /// The error that names the contents and the way out.
    var error: CheckpointError {
        CheckpointError(.missing, path, "is a folder without weights; " + (found ?? lookedFor))
    }

    /// What is known to hold weights in another form, the most telling form first.
    private var found: String? {
        if let snapshots = snapshots {
            return "it is an entry of a Hugging Face cache, and the model is in \(snapshots)"
        }
        if let adapter = first(where: { $0.hasPrefix("adapter_model.") }) {
            return "\(adapter) is an adapter: name it with its base, as BASE+\(path)"
        }
        if let part = first(where: { $0.hasSuffix(".distcp") }) {
            return "\(part) is a part of a distributed checkpoint: put the parts together with "
                + "torch.distributed.checkpoint.format_utils.dcp_to_torch_save"
        }
        if let shard = first(where: { $0.hasPrefix("model-") && $0.contains("-of-") }) {
            return "\(shard) is a shard, and its index model.safetensors.index.json is missing"
        }
        if let shard = first(where: { $0.hasPrefix("pytorch_model-") && $0.contains("-of-") }) {
            return "\(shard) is a shard, and its index pytorch_model.bin.index.json is missing"
        }
        let files = names.filter { name in
            [".safetensors", ".pt", ".pth", ".ckpt", ".bin"].contains { name.hasSuffix($0) }
        }
        guard let file = files.first else { return nil }
        let shown = PrintableText.quoted(FileSystem.join(path, file))
        return files.count == 1
            ? "name the file in it: \(shown)"
            : "name one of the \(files.count) files in it, such as \(shown)"
    }

    private var lookedFor: String {
        "looked for " + WeightFileName.allCases.map(\.rawValue).joined(separator: ", ")
    }

    /// The snapshots of a Hugging Face cache; nil in other folders.
    private var snapshots: String? {
        let folder = FileSystem.join(path, "snapshots")
        guard names.contains("snapshots"), FileSystem.isFolder(folder),
            let all = try? FileSystem.names(in: folder), let first = all.min()
        else { return nil }
        let shown = PrintableText.quoted(FileSystem.join(folder, first))
        return all.count == 1 ? shown : "one of the \(all.count) snapshots, such as \(shown)"
    }

    private func first(where isMeant: (String) -> Bool) -> String? {
        names.first(where: isMeant).map(PrintableText.quoted)
    }
}
