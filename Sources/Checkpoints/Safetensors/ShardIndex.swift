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
        _ tensors: [TensorRecord],
        warnings: inout [String]
    ) throws(CheckpointError) -> [TensorRecord] {
        var owners: [UTF8Key: Int] = [:]
        for tensor in tensors {
            if let other = owners.updateValue(tensor.file, forKey: UTF8Key(tensor.name)) {
                let files = "\(names[other]) and \(names[tensor.file])"
                throw failure("is in both \(files)", tensor: tensor.name)
            }
        }
        try requireMapped(in: owners)
        let mapped = tensors.filter { map.numbers[UTF8Key($0.name)] != nil }
        if mapped.count < tensors.count {
            let count = tensors.count - mapped.count
            warnings.append("\(path): \(count) tensors in the shards are not in the index; ignored")
        }
        return mapped
    }

    private func requireMapped(in owners: [UTF8Key: Int]) throws(CheckpointError) {
        var first: (tensor: String, file: Int)?
        for (tensor, number) in map.numbers where owners[tensor] != ordinals[Int(number)] {
            if let known = first, known.tensor.precedesByBytes(tensor.text) { continue }
            first = (tensor.text, ordinals[Int(number)])
        }
        guard let first else { return }
        throw failure("is not in \(names[first.file]), where the index says", tensor: first.tensor)
    }

    private func failure(_ message: String, tensor: String) -> CheckpointError {
        CheckpointError(.malformed, path, message, tensor: tensor)
    }
}
