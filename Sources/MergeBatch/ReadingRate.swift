internal import Checkpoints
internal import Tensors

/// How fast this machine reads the inputs of a batch, measured a moment ago.
public struct ReadingRate: Sendable {
    /// The bytes of the trial.
    public let byteCount: Int
    /// The time that it took.
    public let seconds: Double

    /// The bytes in a second.
    public var bytesPerSecond: Double { Double(byteCount) / max(seconds, 1e-9) }

    /// Reads the beginning of a checkpoint's tensors as a merge would, in one thread.
    ///
    /// - Parameters:
    ///   - path: The checkpoint.
    ///   - limit: The most bytes to read.
    /// - Throws: `CheckpointError` when it cannot be read.
    /// - Complexity: O(limit) time, 1 MiB of memory.
    public init(of path: String, limit: Int = 256 << 20) throws {
        let checkpoint = try Checkpoint.open(path)
        var tile = AlignedBuffer<UInt8>(repeating: 0, count: 1 << 20)
        var total = 0
        let start = ContinuousClock.now
        for tensor in checkpoint.tensors {
            for offset in stride(from: 0, to: tensor.byteCount, by: tile.count)
            where total < limit {
                let count = min(tile.count, tensor.byteCount - offset)
                var bytes = tile.mutableBytes(0..<count)
                try checkpoint.read(tensor, at: offset, into: &bytes)
                total += count
            }
        }
        byteCount = total
        seconds = (ContinuousClock.now - start) / .seconds(1)
    }

    /// The time for reading and writing some bytes at this rate.
    public func seconds(for outlines: [JobOutline]) -> Double {
        let bytes = outlines.filter { !$0.isComplete }
            .reduce(0) { $0 + $1.bytesToRead + $1.bytesToWrite }
        return Double(bytes) / bytesPerSecond
    }
}
