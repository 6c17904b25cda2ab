@testable import Checkpoints

/// A whole file of any format, as `Checkpoint.open` is given it.
func examine(_ input: [UInt8]) throws(CheckpointError) {
    let checkpoint = try Checkpoint.open(MemoryFile.path(holding: input))
    Soundness.check(checkpoint.tensors, fileByteCount: UInt64(input.count))
    try Soundness.checkReading(checkpoint)
    try checkpoint.validateContents()
}
