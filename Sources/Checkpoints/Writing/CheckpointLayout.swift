internal import PyTorchFiles
internal import SystemFiles
internal import Tensors
internal import TextFormats

/// The bytes of an output as far as they are known before any data exist.
///
/// Which tensor is in which file, every header and every final offset follow from names,
/// types and shapes. The same declarations give the same layout.
public struct CheckpointLayout: Sendable {
    /// The tensors in the order in which they were given, by which writers number them.
    public let tensors: [TensorDeclaration]
    /// What every file says about itself; in the header of a safetensors file, `format` included.
    public let metadata: CheckpointMetadata
    /// Where the output goes.
    public let destination: CheckpointDestination
    /// Whose names the weights have in a folder.
    public let folderStyle: FolderStyle

    /// The weight files, in order.
    let files: [LaidOutFile]
    /// Where every tensor's data begin, by the number of the tensor.
    let places: [Place]
    /// What a PyTorch file holds beside the tensors; nil for safetensors.
    let archive: StateArchive?

    /// The file that holds a tensor, and the byte of it where the tensor begins.
    struct Place {
        var file = 0
        var offset: UInt64 = 0
        var byteCount = 0
    }

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
        precondition(maximumShardByteCount > 0, "a shard must hold at least one byte")
        self.tensors = tensors
        self.destination = destination
        self.folderStyle = folderStyle
        var planner = ShardPlanner(tensors: tensors, path: destination.path)
        if case .pyTorchFile(_, let dictionary) = destination {
            let archive = try planner.plan(metadata: metadata, dictionary: dictionary)
            self.metadata = metadata
            self.archive = archive
            files = [LaidOutFile(pieces: archive.beginning, byteCount: archive.byteCount)]
            places = planner.places
            return
        }
        // Older readers refuse files without it.
        var metadata = metadata
        metadata["format"] = "pt"
        self.metadata = metadata
        archive = nil
        let hasShards = destination.isFolder && folderStyle == .huggingFace
        let limit = hasShards ? maximumShardByteCount : .max
        files = try planner.plan(metadata: metadata, limit: limit)
        places = planner.places
    }

    /// The names of the weight files, in order.
    public var shardNames: [String] {
        guard destination.isFolder else { return [FileSystem.name(of: destination.path)] }
        return folderStyle == .openCLIP
            ? [WeightFileName.openCLIP.rawValue] : ShardPlanner.names(count: files.count)
    }

    /// The sizes of the weight files and of the index, in bytes.
    public var totalByteCount: Int {
        files.reduce(indexText?.utf8.count ?? 0) { $0 + $1.byteCount }
    }

    /// The size of all data without headers, in bytes.
    public var dataByteCount: Int { places.reduce(0) { $0 + $1.byteCount } }

    /// The text of the index, when there are several files.
    var indexText: String? {
        guard files.count > 1 else { return nil }
        let order = tensors.indices.sorted { tensors[$0].name.precedesByBytes(tensors[$1].name) }
        let names = shardNames
        let lines = order.map {
            "    \(JSONValue.quoted(tensors[$0].name)): \(JSONValue.quoted(names[places[$0].file]))"
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

extension CheckpointDestination {
    var isFolder: Bool {
        if case .folder = self { true } else { false }
    }
}

/// One weight file of an output: its size, and what it holds beside the tensors as far as that is
/// known before these.
struct LaidOutFile: Sendable {
    /// Bytes with their places.
    let pieces: [(offset: UInt64, bytes: [UInt8])]
    let byteCount: Int

    init(pieces: [(offset: UInt64, bytes: [UInt8])], byteCount: Int) {
        (self.pieces, self.byteCount) = (pieces, byteCount)
    }

    /// A safetensors file.
    ///
    /// - Parameters:
    ///   - header: The header with its length before it and the padding behind it.
    ///   - dataByteCount: How many bytes of data follow.
    init(header: [UInt8], dataByteCount: Int) {
        self.init(pieces: [(0, header)], byteCount: header.count + dataByteCount)
    }

    /// Writes bytes that belong to a file, each at its place.
    static func write(
        _ pieces: [(offset: UInt64, bytes: [UInt8])],
        to file: OutputFile
    ) throws(FileError) {
        for (offset, bytes) in pieces { try file.write(bytes, at: offset) }
    }
}
