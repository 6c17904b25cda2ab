internal import SystemFiles
internal import Tensors

extension Checkpoint {
    /// The SHA-256 of every weight file, in hexadecimal, in the order of `files`.
    ///
    /// - Throws: `CheckpointError` when a file cannot be read, or is not as long any more.
    /// - Complexity: O(bytes of all files) time, a megabyte of memory.
    public func checksums() throws(CheckpointError) -> [String] {
        var checksums: [String] = []
        for path in files { checksums.append(try rethrowing(InputFile.open(path).checksum())) }
        return checksums
    }
}

extension InputFile {
    /// The SHA-256 of the whole file, in hexadecimal.
    func checksum() throws(FileError) -> String {
        var digest = SHA256()
        var buffer = AlignedBuffer<UInt8>(repeating: 0, count: 1 << 20)
        var offset: UInt64 = 0
        while offset < byteCount {
            let count = Int(min(UInt64(buffer.count), byteCount - offset))
            var piece = buffer.mutableBytes(0..<count)
            try read(at: offset, into: &piece)
            digest.update(buffer.bytes(0..<count))
            offset += UInt64(count)
        }
        return digest.finish()
    }
}
