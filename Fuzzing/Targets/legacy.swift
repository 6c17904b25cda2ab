@testable import Checkpoints

/// What follows the first two pickles of a legacy PyTorch file, with and without passing over
/// unknown classes.
func examine(_ input: [UInt8]) throws(CheckpointError) {
    let bytes = preamble + input
    do throws(CheckpointError) { try read(bytes, skipping: true) } catch {}
    try read(bytes, skipping: false)
}

private func read(_ bytes: [UInt8], skipping: Bool) throws(CheckpointError) {
    let options = ReadingOptions(pyTorch: PyTorchOptions(skipsUnknownGlobals: skipping))
    let checkpoint = try CheckpointInput(MemoryFile.path(holding: bytes), reading: options).open()
    require(checkpoint.format == .legacyPyTorch, "another format")
    Soundness.check(checkpoint.tensors, fileByteCount: UInt64(bytes.count))
    try Soundness.checkReading(checkpoint)
}

/// The pickles of the magic number and of the version 1001.
private let preamble: [UInt8] = [
    0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
    0x80, 2, 0x4D, 0xE9, 3, 0x2E,
]
