internal import Checkpoints
internal import SystemFiles
internal import Tensors

/// How fast this machine writes outputs of a batch.
struct WritingRate {
    /// The bytes in a second.
    let bytesPerSecond: Double

    /// The most bytes that are written.
    static let mostBytes = 64 << 20

    private static let pieceByteCount = 4 << 20

    /// Writes an output as a merge does, and removes it.
    ///
    /// What a trial that was killed left behind is removed by the next one.
    ///
    /// - Parameters:
    ///   - byteCount: Its size; one of more than 64 MiB tells no more.
    ///   - folder: Where outputs go.
    ///   - isDurable: Whether they are forced to the disk.
    /// - Throws: `CheckpointError` when nothing can be written there.
    init(byteCount: Int, inFolder folder: String, isDurable: Bool) throws {
        let byteCount = min(max(byteCount, 1), Self.mostBytes)
        let path = "\(folder)/.stockpot-trial.safetensors"
        let layout = try CheckpointLayout(
            tensors: [TensorDeclaration(name: "trial", type: .u8, shape: .vector(byteCount))],
            metadata: [:],
            destination: .from(path: path)
        )
        let piece = AlignedBuffer<UInt8>(repeating: 1, count: min(Self.pieceByteCount, byteCount))
        let start = ContinuousClock.now
        let writer = try CheckpointWriter.create(
            layout,
            OutputPolicy(replaces: true, isDurable: isDurable),
            inputs: []
        )
        for offset in stride(from: 0, to: byteCount, by: piece.count) {
            let count = min(piece.count, byteCount - offset)
            try writer.write(piece.bytes(0..<count), to: 0, at: offset)
        }
        try writer.commit()
        bytesPerSecond = Double(byteCount) / ((ContinuousClock.now - start) / .seconds(1))
        FileSystem.remove(path)
    }
}
