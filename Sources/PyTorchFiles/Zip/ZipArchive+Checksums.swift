internal import SystemFiles
internal import Tensors
internal import TextFormats

extension ZipArchive {
    /// Reads every stored entry and compares it with its checksum.
    ///
    /// - Complexity: O(bytes of the file) time, a megabyte of memory.
    func validateChecksums() throws(PyTorchError) {
        var buffer = AlignedBuffer<UInt8>(repeating: 0, count: 1 << 20)
        for entry in entries where entry.method == 0 {
            var check = CyclicRedundancyCheck()
            var offset = entry.offset
            while offset < entry.end {
                let count = Int(min(UInt64(buffer.count), entry.end - offset))
                var piece = buffer.mutableBytes(0..<count)
                try rethrowing(file.read(at: offset, into: &piece))
                check.update(buffer.span.extracting(0..<count))
                offset += UInt64(count)
            }
            guard check.value == entry.checksum else { throw mismatch(entry) }
        }
    }

    private func mismatch(_ entry: ZipEntry) -> PyTorchError {
        let message = "entry \(PrintableText.quoted(entry.name)) does not match its checksum"
        return PyTorchError(.malformed, file.path, message, offset: entry.offset)
    }
}

/// The checksum of zip files: CRC-32 with the reversed polynomial 0xEDB88320.
struct CyclicRedundancyCheck {
    private var state: UInt32 = .max

    /// The checksum of all bytes so far.
    var value: UInt32 { ~state }

    mutating func update(_ bytes: Span<UInt8>) {
        let table = Self.table
        for index in bytes.indices {
            state = state >> 8 ^ table[Int(UInt8(truncatingIfNeeded: state) ^ bytes[index])]
        }
    }

    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in
            value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xEDB8_8320
        }
    }
}
