import SystemFiles
package import Tensors
import TextFormats

/// A file of a dictionary of tensors as `torch.save` writes it, laid out before any tensor exists.
///
/// A zip file with an entry for the pickle that describes the tensors, and one for each tensor's
/// bytes, stored as they are at multiples of 64 bytes. All offsets follow from names, types and
/// shapes, so that tensors can be written in any order. Only their checksums are known last: they go
/// into the headers before the tensors and into the directory behind them (`ending`).
package struct StateArchive: Sendable {
    /// A tensor that the file will hold.
    package struct Tensor: Sendable {
        let name: String
        let type: ElementType
        let shape: TensorShape

        /// Declares a tensor.
        package init(name: String, type: ElementType, shape: TensorShape) {
            (self.name, self.type, self.shape) = (name, type, shape)
        }
    }

    /// Bytes with their place in the file.
    package typealias Piece = (offset: UInt64, bytes: [UInt8])

    private let entries: [StoredEntry]
    private let texts: [[UInt8]]

    /// Lays out the file.
    ///
    /// - Parameters:
    ///   - tensors: The tensors, in the order that they have in the dictionary.
    ///   - dictionary: The keys that lead to that dictionary, with slashes between them; nil or a dot
    ///     for the outermost one.
    ///   - metadata: What the file says about itself, as JSON; nil for nothing. It is an entry of its
    ///     own, which PyTorch does not look at.
    ///   - path: The file's path, for messages.
    /// - Throws: `PyTorchError` for a tensor of a type that PyTorch does not have.
    /// - Complexity: O(tensors) time and memory.
    package init(
        _ tensors: [Tensor],
        in dictionary: String?,
        metadata: [UInt8]?,
        path: String
    ) throws(PyTorchError) {
        let keys = dictionary.map { name in
            name == "."
                ? [] : name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        }
        let pickle: [UInt8]
        switch PickleWriter.pickle(tensors, under: keys ?? []) {
        case .success(let bytes): pickle = bytes
        case .failure(let unknown):
            let message = "PyTorch has no such type of elements; write a .safetensors file"
            throw PyTorchError(.cannotCreate, path, message, tensor: unknown.tensor)
        }
        let named: [(name: String, bytes: [UInt8])] =
            [("data.pkl", pickle), ("byteorder", Array("little".utf8))]
            + (metadata.map { [(Self.metadataName, $0)] } ?? [])
            + [("version", Array("3\n".utf8))]
        var entries: [StoredEntry] = []
        var offset: UInt64 = 0
        func add(_ name: String, _ byteCount: Int, _ checksum: UInt32) {
            let entry = StoredEntry("archive/" + name, byteCount, checksum, at: offset)
            offset = entry.end
            entries.append(entry)
        }
        for (name, bytes) in named {
            add(name, bytes.count, CyclicRedundancyCheck.value(of: bytes))
        }
        for (number, tensor) in tensors.enumerated() {
            add("data/\(number)", tensor.shape.elementCount * tensor.type.bitWidth / 8, 0)
        }
        self.entries = entries
        texts = named.map(\.bytes)
    }

    /// The entry that holds what the file says about itself.
    static let metadataName = "extra/stockpot.json"
}

extension StateArchive {
    /// The size of the file, in bytes.
    package var byteCount: Int { Int(directoryOffset) + directory(of: entries).count }

    /// Where the bytes of each tensor begin.
    package var offsets: [UInt64] { entries.dropFirst(texts.count).map(\.offset) }

    /// What stands in the file beside the tensors, but the checksums of these and the directory.
    package var beginning: [Piece] {
        zip(entries, texts).map { ($0.headerOffset, $0.header + $1) }
            + entries.dropFirst(texts.count).map { ($0.headerOffset, $0.header) }
    }

    /// The tensors' checksums in their headers, and the directory.
    ///
    /// - Parameter checksums: The CRC-32 of each tensor's bytes.
    /// - Returns: Bytes with their places.
    package func ending(checksums: [UInt32]) -> [Piece] {
        let tensors = zip(entries.dropFirst(texts.count), checksums).map { $0.with(checksum: $1) }
        return tensors.map { ($0.checksumOffset, $0.checksumBytes) }
            + [(directoryOffset, directory(of: entries.prefix(texts.count) + tensors))]
    }

    private var directoryOffset: UInt64 { entries.last?.end ?? 0 }

    /// A record of each entry, and where they are; in 64 bits where 32 do not hold the numbers.
    private func directory(of entries: some Collection<StoredEntry>) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries { bytes += entry.record }
        let (size, count) = (UInt64(bytes.count), UInt64(entries.count))
        let limit = ZipEntry.sentinel
        if count >= 0xFFFF || size >= limit || directoryOffset >= limit {
            let place = directoryOffset + size
            bytes += [0x50, 0x4B, 6, 6]
            bytes.append(number: 44, byteCount: 8)
            for version: UInt64 in [45, 45] { bytes.append(number: version, byteCount: 2) }
            bytes.append(number: 0, byteCount: 8)
            for number in [count, count, size, directoryOffset] {
                bytes.append(number: number, byteCount: 8)
            }
            bytes += [0x50, 0x4B, 6, 7]
            bytes.append(number: 0, byteCount: 4)
            bytes.append(number: place, byteCount: 8)
            bytes.append(number: 1, byteCount: 4)
        }
        bytes += [0x50, 0x4B, 5, 6]
        bytes.append(number: 0, byteCount: 4)
        for number in [count, count] {
            bytes.append(number: min(number, 0xFFFF), byteCount: 2)
        }
        for number in [size, directoryOffset] {
            bytes.append(number: min(number, limit), byteCount: 4)
        }
        bytes.append(number: 0, byteCount: 2)
        return bytes
    }
}
