import SystemFiles
import TextFormats

/// One file inside a zip file.
struct ZipEntry {
    /// The name, with the folder that all entries share.
    let name: String
    /// How the bytes are stored; 0 is as they are.
    let method: UInt64
    /// Bit 3 says that sizes and checksum are behind the bytes instead of before them.
    let flags: UInt64
    /// The CRC-32 of the bytes.
    let checksum: UInt32
    /// The number of bytes in the zip file.
    let storedByteCount: UInt64
    /// The number of bytes after unpacking.
    let byteCount: UInt64
    /// Where the local header begins.
    let headerOffset: UInt64
    /// Where the bytes begin.
    var offset: UInt64 = 0

    /// The byte behind the last one.
    var end: UInt64 { offset + storedByteCount }

    /// Stands in place of a number that needs 64 bits.
    static let sentinel: UInt64 = 0xFFFF_FFFF
}

extension ZipEntry {
    /// Checks that the entry can be read in place.
    func requireStored(in path: String) throws(PyTorchError) {
        guard method != 0 else { return }
        let kind = method == 8 ? "deflated" : "compressed by method \(method)"
        throw PyTorchError(
            .unsupported,
            path,
            "entry \(PrintableText.quoted(name)) is \(kind), as only a re-zipped file is; "
                + "save the checkpoint with PyTorch again",
            offset: headerOffset
        )
    }
}
