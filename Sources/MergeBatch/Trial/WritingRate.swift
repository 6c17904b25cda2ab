internal import Checkpoints
internal import FoundationEssentials
internal import Tensors

/// How fast this machine writes outputs of a batch.
struct WritingRate {
    /// The bytes in a second.
    let bytesPerSecond: Double

    private static let byteCount = 64 << 20
    private static let pieceByteCount = 4 << 20

    /// Writes an output of 64 MiB as a merge does, and removes it.
    ///
    /// - Parameters:
    ///   - folder: Where outputs go.
    ///   - isDurable: Whether they are forced to the disk.
    /// - Throws: `CheckpointError` when nothing can be written there.
    init(inFolder folder: String, isDurable: Bool) throws {
        let path = "\(folder)/.stockpot-trial-\(UUID().uuidString).safetensors"
        let tensor = TensorDeclaration(name: "trial", type: .u8, shape: .vector(Self.byteCount))
        let layout = try CheckpointLayout(
            tensors: [tensor],
            metadata: [:],
            destination: .from(path: path)
        )
        let piece = AlignedBuffer<UInt8>(repeating: 1, count: Self.pieceByteCount)
        let start = ContinuousClock.now
        let writer = try CheckpointWriter.create(
            layout,
            replacing: false,
            durable: isDurable,
            inputs: []
        )
        for offset in stride(from: 0, to: Self.byteCount, by: Self.pieceByteCount) {
            try writer.write(piece.bytes(0..<piece.count), to: 0, at: offset)
        }
        try writer.commit()
        bytesPerSecond = Double(Self.byteCount) / ((ContinuousClock.now - start) / .seconds(1))
        try? FileManager.default.removeItem(atPath: path)
    }
}
