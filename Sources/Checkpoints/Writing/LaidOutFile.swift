/// One weight file of an output: its header, and how many bytes of data follow.
struct LaidOutFile: Sendable {
    /// The header with its length before it and the padding behind it.
    let header: [UInt8]
    let dataByteCount: Int

    var byteCount: Int { header.count + dataByteCount }
}
