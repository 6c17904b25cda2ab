internal import PyTorchFiles
internal import SystemFiles
internal import Tensors
internal import TextFormats

/// The bytes of an output as far as they are known before any data exist.
///
/// Which tensor is in which file, every header and every final offset follow from names,
/// types and shapes. The same declarations give the same layout.
public struct CheckpointLayout: Sendable {
    /// The tensors in the order in which they were given, by which writers number them: each with its
    /// file, and the byte of it where the tensor begins.
    public let tensors: TensorList
    /// What every file says about itself; in the header of a safetensors file, `format` included.
    public let metadata: CheckpointMetadata
    /// Where the output goes.
    public let destination: CheckpointDestination
    /// Whose names the weights have in a folder.
    public let folderStyle: FolderStyle

    /// The weight files, in order.
    let files: [LaidOutFile]
    /// What a PyTorch file holds beside the tensors; nil for safetensors.
    let archive: StateArchive?

    /// Lays out the files of an output.
    ///
    /// A single file holds everything whatever its size. In a folder, tensors fill shards of at
    /// most `maximumShardByteCount` bytes of data in the order of the data; a larger tensor has a
    /// shard of its own. A folder of open_clip's style has one file whatever its size.
    ///
    /// - Precondition: `maximumShardByteCount` is positive.
    /// - Throws: `CheckpointError` with the code `cannotCreate` when the tensors do not make a
    ///   valid file: two of one name, a size that overflows, a header beyond the limits, a type that
    ///   PyTorch does not have in its file.
    /// - Complexity: O(n log n) for n tensors.
    public init(
        tensors: [TensorDeclaration],
        metadata: CheckpointMetadata,
        destination: CheckpointDestination,
        folderStyle: FolderStyle = .huggingFace,
        maximumShardByteCount: Int = OutputPolicy.standardShardByteCount
    ) throws(CheckpointError) {
        for tensor in tensors where tensor.byteCount == nil {
            throw ShardPlanner.excess(tensor.name, tensor.type, tensor.shape, destination.path)
        }
        try self.init(
            placing: TensorList(tensors),
            metadata: metadata,
            destination: destination,
            folderStyle: folderStyle,
            maximumShardByteCount: maximumShardByteCount
        )
    }

    /// Lays out the files of an output of tensors that are a list already, whose names it shares.
    package init(
        placing tensors: TensorList,
        metadata: CheckpointMetadata,
        destination: CheckpointDestination,
        folderStyle: FolderStyle = .huggingFace,
        maximumShardByteCount: Int = OutputPolicy.standardShardByteCount
    ) throws(CheckpointError) {
        precondition(maximumShardByteCount > 0, "a shard must hold at least one byte")
        self.destination = destination
        self.folderStyle = folderStyle
        if case .pyTorchFile(_, let dictionary) = destination {
            self.metadata = metadata
            var planner = ShardPlanner(tensors, metadata, path: destination.path)
            let planned = try planner.planArchive(dictionary: dictionary)
            (files, archive) = ([planned.file], planned.archive)
            self.tensors = planner.tensors
            return
        }
        // Older readers refuse files without it.
        var metadata = metadata
        metadata["format"] = "pt"
        self.metadata = metadata
        archive = nil
        var planner = ShardPlanner(tensors, metadata, path: destination.path)
        let hasShards = destination.isFolder && folderStyle == .huggingFace
        let limit = hasShards ? maximumShardByteCount : .max
        files = try planner.plan(limit: limit)
        self.tensors = planner.tensors
    }

    /// The names of the weight files, in order.
    public var shardNames: [String] {
        guard destination.isFolder else { return [FileSystem.name(of: destination.path)] }
        switch folderStyle {
        case .huggingFace: return ShardPlanner.names(count: files.count)
        case .openCLIP: return [WeightFileName.openCLIP.rawValue]
        case .adapter: return ["adapter_model.safetensors"]
        }
    }

    /// The sizes of the weight files and of the index, in bytes.
    public var totalByteCount: Int {
        files.reduce(indexText?.utf8.count ?? 0) { $0 + $1.byteCount }
    }

    /// The size of all data without headers, in bytes.
    public var dataByteCount: Int { files.reduce(0) { $0 + $1.dataByteCount } }

    /// The text of the index, when there are several files.
    var indexText: String? {
        guard files.count > 1 else { return nil }
        let order = tensors.indices.sorted { tensors.names.precedes($0, $1) }
        let names = shardNames
        let lines = order.map {
            "    \(JSONValue.quoted(tensors[$0].name)): \(JSONValue.quoted(names[tensors[$0].file]))"
        }
        return """
            {
              "metadata": {
                "total_size": \(dataByteCount)
              },
              "weight_map": {
            \(lines.joined(separator: ",\n"))
              }
            }

            """
    }
}

extension CheckpointLayout {
    /// What a file holds beside the tensors, as far as that is known before these: of a safetensors file
    /// the header, with its length before it and the padding behind it.
    ///
    /// - Complexity: O(length) time and memory: it is made anew each time.
    func beginning(ofFile number: Int) -> [StateArchive.Piece] {
        if let archive { return archive.beginning }
        let order = files[number].order
        let header = SafetensorsHeaderText(metadata: metadata, tensors: tensors, order: order)
        return [(0, header.bytes)]
    }

    /// What the first file holds beside the tensors that is known once they are written.
    func ending(checksums: [UInt32]) -> [StateArchive.Piece] {
        archive?.ending(checksums: checksums) ?? []
    }

    /// Writes bytes that belong to a file, each at its place.
    func write(_ pieces: [StateArchive.Piece], to file: OutputFile) throws(CheckpointError) {
        for (offset, bytes) in pieces { try rethrowing(file.write(bytes, at: offset)) }
    }
}

extension CheckpointDestination {
    var isFolder: Bool {
        if case .folder = self { true } else { false }
    }
}

/// One weight file of an output: which tensors are in it, and how large it is.
struct LaidOutFile: Sendable {
    /// The numbers of its tensors, in the order of their data.
    let order: [Int32]
    /// The bytes beside the data: of a safetensors file the header, which is before them.
    let otherByteCount: Int
    let dataByteCount: Int

    var byteCount: Int { otherByteCount + dataByteCount }
}
