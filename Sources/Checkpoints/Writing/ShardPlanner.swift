import PyTorchFiles
import SystemFiles
import Tensors
import TextFormats

/// Distributes tensors over files, in the order of their data.
struct ShardPlanner {
    /// The tensors, in the order in which they were given.
    private(set) var tensors: TensorList
    private let metadata: CheckpointMetadata
    private let path: String

    init(_ tensors: TensorList, _ metadata: CheckpointMetadata, path: String) {
        self.tensors = tensors
        self.metadata = metadata
        self.path = path
    }

    /// The names of a number of shards.
    static func names(count: Int) -> [String] {
        guard count > 1 else { return [WeightFileName.single.rawValue] }
        func padded(_ number: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
        }
        return (1...count).map { "model-\(padded($0))-of-\(padded(count)).safetensors" }
    }

    /// Gives every tensor its place, and returns the files.
    mutating func plan(limit: Int) throws(CheckpointError) -> [LaidOutFile] {
        let shards = try fill(limit: limit)
        var files: [LaidOutFile] = []
        for shard in shards {
            let text = SafetensorsHeaderText(metadata: metadata, tensors: tensors, order: shard)
            files.append(try text.file(path: path))
        }
        var columns = tensors.table.columns
        for (number, file) in files.enumerated() {
            var offset = UInt64(file.otherByteCount)
            for tensor in file.order {
                columns.move(Int(tensor), toFile: number, at: offset)
                offset += UInt64(columns.byteCount(Int(tensor)))
            }
        }
        tensors = TensorList(tensors.names, columns)
        return files
    }

    /// Gives every tensor its place in a single PyTorch file, and returns what else is in it.
    mutating func planArchive(
        dictionary: String?
    ) throws(CheckpointError) -> (file: LaidOutFile, archive: StateArchive) {
        var total = 0
        for (number, tensor) in tensors.enumerated() {
            guard tensors.position(ofNameOf: tensor) == number else {
                throw CheckpointError(.cannotCreate, path, "occurs twice", tensor: tensor.name)
            }
            total += try byteCount(of: number, behind: total)
        }
        let members = metadata.entries.map { JSONMember($0.name, .string($0.text)) }
        let text = JSONValue.object(members).text(.compact)
        let archive: StateArchive
        do throws(PyTorchError) {
            archive = try StateArchive(
                tensors.map { .init(name: $0.name, type: $0.type, shape: $0.shape) },
                in: dictionary,
                metadata: metadata.isEmpty ? nil : Array(text.utf8),
                path: path
            )
        } catch { throw CheckpointError(error) }
        var columns = tensors.table.columns
        for (number, offset) in archive.offsets.enumerated() {
            columns.move(number, toFile: 0, at: offset)
        }
        tensors = TensorList(tensors.names, columns)
        let file = LaidOutFile(
            order: Array(0..<Int32(tensors.count)),
            otherByteCount: archive.byteCount - total,
            dataByteCount: total
        )
        return (file, archive)
    }

    /// The tensors of every shard, taken greedily.
    private func fill(limit: Int) throws(CheckpointError) -> [[Int32]] {
        var shards: [[Int32]] = []
        var (shard, filled, total): ([Int32], Int, Int) = ([], 0, 0)
        for number in dataOrder() {
            let byteCount = try byteCount(of: Int(number), behind: total)
            total += byteCount
            if filled > 0, filled + byteCount > limit {
                shards.append(shard)
                (shard, filled) = ([], 0)
            }
            filled += byteCount
            shard.append(number)
        }
        return shards + [shard]
    }

    private func byteCount(of number: Int, behind total: Int) throws(CheckpointError) -> Int {
        let tensor = tensors[number]
        // Half of the range is left for headers, so that no sum of sizes overflows later.
        guard tensor.byteCount <= Int.max / 2 - total else {
            throw Self.excess(tensor.name, tensor.type, tensor.shape, path)
        }
        return tensor.byteCount
    }

    // Widest types first: every tensor is then naturally aligned.
    private func dataOrder() -> [Int32] {
        (0..<Int32(tensors.count)).sorted {
            let (left, right) = (tensors[Int($0)].type, tensors[Int($1)].type)
            return left == right ? tensors.names.precedes(Int($0), Int($1)) : left > right
        }
    }

    /// The error for a tensor that no file can hold.
    static func excess(
        _ tensor: String,
        _ type: ElementType,
        _ shape: TensorShape,
        _ path: String
    ) -> CheckpointError {
        let message = "\(type.name) \(shape) does not fill whole bytes or overflows the file"
        return CheckpointError(.cannotCreate, path, message, tensor: tensor)
    }
}
