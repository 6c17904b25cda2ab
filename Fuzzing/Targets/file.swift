@testable import Checkpoints

/// A whole file of any format, as `CheckpointInput.open` is given it, with and without passing over
/// unknown classes.
func examine(_ input: [UInt8]) throws(CheckpointError) {
    do throws(CheckpointError) { try read(input, skipping: true) } catch {}
    try read(input, skipping: false)
}

private func read(_ input: [UInt8], skipping: Bool) throws(CheckpointError) {
    let options = ReadingOptions(pyTorch: PyTorchOptions(skipsUnknownGlobals: skipping))
    let checkpoint = try CheckpointInput(MemoryFile.path(holding: input), reading: options).open()
    Soundness.check(checkpoint.tensors, fileByteCount: UInt64(input.count))
    try Soundness.checkReading(checkpoint)
    try checkpoint.validateContents()
}
