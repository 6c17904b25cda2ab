import SystemFiles
import TextFormats

/// Where the storages of a legacy file are: one after the other, each behind its size.
struct LegacyStorages {
    private let file: InputFile
    private var types: [UTF8Key: PickledType] = [:]
    private var conflicts: Set<UTF8Key> = []
    private var regions: [UTF8Key: StorageRegion] = [:]

    /// Takes the types of the storages from the pickle that names them.
    init(_ file: InputFile, types heap: PickleHeap) {
        self.file = file
        for case .storage(let storage) in heap.objects {
            let key = UTF8Key(storage.key)
            let earlier = types.updateValue(storage.type, forKey: key)
            if let earlier, earlier != storage.type { conflicts.insert(key) }
        }
    }

    subscript(key: String) -> StorageRegion? { regions[UTF8Key(key)] }

    /// Finds the storages, which are in the order of `keys` from an offset on.
    mutating func locate(_ keys: [String], from start: UInt64) throws(PyTorchError) {
        var offset = start
        for key in keys {
            guard let type = types[UTF8Key(key)], !conflicts.contains(UTF8Key(key)) else {
                throw failure(key, "has no type, or two types", offset)
            }
            let region = try region(of: key, byteWidth: UInt64(type.byteWidth), at: offset)
            guard regions.updateValue(region, forKey: UTF8Key(key)) == nil else {
                throw failure(key, "occurs twice", offset)
            }
            offset = region.offset + region.byteCount
        }
    }

    private func region(
        of key: String,
        byteWidth: UInt64,
        at offset: UInt64
    ) throws(PyTorchError) -> StorageRegion {
        guard file.byteCount >= 8, offset <= file.byteCount - 8 else {
            throw failure(key, "is missing; the file is cut off", offset)
        }
        let count = UInt64(littleEndianBytes: try rethrowing(file.bytes(at: offset, count: 8)))
        guard let byteCount = count.multipliedExactly(by: byteWidth),
            byteCount <= file.byteCount - offset - 8
        else {
            throw failure(key, "has \(count) elements, more than the file", offset)
        }
        return StorageRegion(offset: offset + 8, byteCount: byteCount)
    }

    private func failure(_ key: String, _ message: String, _ offset: UInt64) -> PyTorchError {
        let subject = "storage \(PrintableText.quoted(key)) "
        return PyTorchError(.malformed, file.path, subject + message, offset: offset)
    }
}
