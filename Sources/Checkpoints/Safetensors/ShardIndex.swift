import SystemFiles
import Tensors
import TextFormats

/// An index that says which file of a sharded checkpoint holds which tensor.
struct ShardIndex {
    private let path: String
    /// The names of the files, sorted, so that the order of tensors never depends on the index.
    private let names: [String]
    private let map: ShardMap
    /// The place among `names` of every file of the map.
    private let ordinals: [Int]

    /// The paths of the files, in order.
    var paths: [String] { names.map { FileSystem.join(FileSystem.folder(of: path), $0) } }

    static func read(
        _ file: InputFile,
        limits: CheckpointLimits
    ) throws(CheckpointError) -> ShardIndex {
        guard file.byteCount <= limits.indexByteCount else {
            throw CheckpointError(
                .malformed,
                file.path,
                "is an index of \(file.byteCount) bytes; the limit is \(limits.indexByteCount)"
            )
        }
        let bytes = try rethrowing(file.bytes(at: 0, count: Int(file.byteCount)))
        return try CheckpointError.readingJSON(in: file.path) { () throws(JSONError) in
            var parser = try ShardIndexParser(bytes, path: file.path, limits: limits)
            return ShardIndex(path: file.path, map: try parser.parse())
        }
    }

    private init(path: String, map: ShardMap) {
        self.path = path
        self.map = map
        let order = map.fileNames.indices.sorted {
            map.fileNames[$0].precedesByBytes(map.fileNames[$1])
        }
        names = order.map { map.fileNames[$0] }
        var ordinals = order
        for (ordinal, number) in order.enumerated() { ordinals[number] = ordinal }
        self.ordinals = ordinals
    }

    /// Keeps the mapped ones of the tensors in all files, and checks that none is missing or twice.
    func select(
        _ tensors: TensorList,
        warnings: inout [String]
    ) throws(CheckpointError) -> TensorList {
        for tensor in tensors {
            guard let first = tensors.position(ofNameOf: tensor), first != tensor.number else {
                continue
            }
            let files = "\(names[tensors[first].file]) and \(names[tensor.file])"
            throw failure("is in both \(files)", tensor: tensor.name)
        }
        try requireMapped(in: tensors)
        if tensors.count == map.tensors.count { return tensors }
        let count = tensors.count - map.tensors.count
        warnings.append("\(path): \(count) tensors in the shards are not in the index; ignored")
        return TensorList(
            tensors.lazy.filter { map.tensors.holds($0.number, of: tensors.names) }
        )
    }

    private func requireMapped(in tensors: TensorList) throws(CheckpointError) {
        var first: Int?
        for number in 0..<map.tensors.count {
            let found = tensors.names.number(of: number, in: map.tensors)
            let file = ordinals[Int(map.fileNumbers[number])]
            guard found.map({ tensors[$0].file }) != file else { continue }
            if let first, map.tensors.precedes(first, number) { continue }
            first = number
        }
        guard let first else { return }
        let file = names[ordinals[Int(map.fileNumbers[first])]]
        throw failure("is not in \(file), where the index says", tensor: map.tensors[first])
    }

    private func failure(_ message: String, tensor: String) -> CheckpointError {
        CheckpointError(.malformed, path, message, tensor: tensor)
    }
}
