import PyTorchFiles
import SystemFiles
import Tensors
import TextFormats

/// Distributes tensors over files, in the order of their data.
struct ShardPlanner {
    private let tensors: [TensorDeclaration]
    private let path: String
    private(set) var places: [CheckpointLayout.Place]

    init(tensors: [TensorDeclaration], path: String) {
        self.tensors = tensors
        self.path = path
        places = Array(repeating: CheckpointLayout.Place(), count: tensors.count)
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

    /// Fills `places` and returns the files.
    mutating func plan(
        metadata: CheckpointMetadata,
        limit: Int
    ) throws(CheckpointError) -> [LaidOutFile] {
        let shards = try fill(limit: limit)
        var files: [LaidOutFile] = []
        for (number, shard) in shards.enumerated() {
            let text = SafetensorsHeaderText(
                metadata: metadata,
                tensors: shard.map { (tensors[$0], places[$0].byteCount) }
            )
            let file = try text.file(path: path)
            place(shard, in: number, of: file)
            files.append(file)
        }
        return files
    }

    /// Fills `places` for a single PyTorch file and returns what else is in it.
    mutating func plan(
        metadata: CheckpointMetadata,
        dictionary: String?
    ) throws(CheckpointError) -> StateArchive {
        var total = 0
        var names: Set<UTF8Key> = []
        for (number, tensor) in tensors.enumerated() {
            guard names.insert(UTF8Key(tensor.name)).inserted else {
                throw CheckpointError(.cannotCreate, path, "occurs twice", tensor: tensor.name)
            }
            places[number].byteCount = try byteCount(of: tensor, behind: total)
            total += places[number].byteCount
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
        for (number, offset) in archive.offsets.enumerated() { places[number].offset = offset }
        return archive
    }

    /// The tensors of every shard, taken greedily.
    private mutating func fill(limit: Int) throws(CheckpointError) -> [[Int]] {
        var shards: [[Int]] = [[]]
        var (filled, total) = (0, 0)
        for number in dataOrder() {
            let byteCount = try byteCount(of: tensors[number], behind: total)
            places[number].byteCount = byteCount
            total += byteCount
            let startsShard = filled > 0 && filled + byteCount > limit
            if startsShard { shards.append([]) }
            filled = startsShard ? byteCount : filled + byteCount
            shards[shards.count - 1].append(number)
        }
        return shards
    }

    // Widest types first: every tensor is then naturally aligned.
    private func dataOrder() -> [Int] {
        tensors.indices.sorted {
            let (left, right) = (tensors[$0], tensors[$1])
            return left.type == right.type
                ? left.name.precedesByBytes(right.name) : left.type > right.type
        }
    }

    private mutating func place(_ shard: [Int], in file: Int, of laidOut: LaidOutFile) {
        var offset = UInt64(laidOut.pieces[0].bytes.count)
        for number in shard {
            places[number].file = file
            places[number].offset = offset
            offset += UInt64(places[number].byteCount)
        }
    }

    private func byteCount(
        of tensor: TensorDeclaration,
        behind total: Int
    ) throws(CheckpointError) -> Int {
        // Half of the range is left for headers, so that no sum of sizes overflows later.
        let available = Int.max / 2 - total
        let byteCount = tensor.type.byteCount(of: tensor.shape.elementCount)
        guard let byteCount, byteCount <= available else {
            let what = "\(tensor.type.name) \(tensor.shape)"
            let message = "\(what) does not fill whole bytes or overflows the file"
            throw CheckpointError(.cannotCreate, path, message, tensor: tensor.name)
        }
        return byteCount
    }
}
