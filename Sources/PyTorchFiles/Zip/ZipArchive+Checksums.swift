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
                check.update(buffer.bytes(0..<count))
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
