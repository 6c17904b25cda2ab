@testable import Checkpoints
import PyTorchFiles
import Tensors

/// A safetensors header behind eight bytes that say how many bytes of data follow it.
func examine(_ input: [UInt8]) throws(CheckpointError) {
    guard input.count >= 8 else { return }
    let dataByteCount = UInt64(littleEndianBytes: input[0..<8])
    let bytes = Array(input[8...])
    let dataOffset = SafetensorsHeader.lengthByteCount + UInt64(bytes.count)
    let (fileByteCount, overflow) = dataOffset.addingReportingOverflow(dataByteCount)
    // No file is longer than the system can count.
    guard !overflow, fileByteCount <= UInt64(Int64.max) else { return }
    let header = try SafetensorsHeader.parse(
        bytes,
        path: "x.safetensors",
        ordinal: 0,
        fileByteCount: fileByteCount,
        limits: .standard
    )
    Soundness.check(header.tensors, fileByteCount: fileByteCount)
    Soundness.checkOrder(header.tensors, from: dataOffset, to: fileByteCount)
}
