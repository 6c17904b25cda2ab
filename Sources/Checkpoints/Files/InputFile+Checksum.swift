internal import SystemFiles
internal import Tensors

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
