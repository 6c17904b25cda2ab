@testable import Checkpoints

/// A pickle in a PyTorch file around it; the first byte chooses byte order, kind, storage, and
/// whether unknown classes are passed over.
func examine(_ input: [UInt8]) throws(CheckpointError) {
    guard let choice = input.first else { return }
    let data = (0..<(choice & 4 == 0 ? 24 : 4096)).map { UInt8(truncatingIfNeeded: $0) }
    var entries = [("data.pkl", Array(input.dropFirst())), ("data/0", data), ("data/1", data)]
    if choice & 1 != 0 { entries.append(("byteorder", Array("big".utf8))) }
    if choice & 2 != 0 { entries.append(("constants.pkl", [])) }
    let bytes = SmallArchive.bytes(entries)
    let options = ReadingOptions(pyTorch: PyTorchOptions(skipsUnknownGlobals: choice & 8 != 0))
    let path = MemoryFile.path(holding: bytes)
    let checkpoint = try CheckpointInput(path, reading: options).open()
    require(checkpoint.format == (choice & 2 == 0 ? .pytorch : .torchScript), "another format")
    Soundness.check(checkpoint.tensors, fileByteCount: UInt64(bytes.count))
    try Soundness.checkReading(checkpoint)
}
