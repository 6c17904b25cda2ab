internal import Checkpoints

/// How a merge uses the machine and its files.
public struct ExecutionOptions: Sendable {
    /// The number of workers.
    public var threads: Int
    /// The ceiling on the memory planned for tiles, scratch and matrices, in bytes; nil for the
    /// standard one, which methods of matrices may exceed by what they need: at most half of the
    /// machine's memory.
    public var memoryLimit: Int?
    /// The largest shard of an output folder, in bytes.
    public var maximumShardByteCount: Int
    /// Replaces an existing output.
    public var replacesOutput: Bool
    /// Makes the output survive a power cut before the merge is called done.
    public var isDurable: Bool
    /// Records the SHA-256 of every input file in the output.
    public var recordsChecksums: Bool

    /// The ceiling that holds when the user names none.
    public static let standardMemoryLimit = 16 << 20
    /// The largest shard that holds when the user names none.
    public static let standardShardByteCount = CheckpointLayout.standardShardByteCount

    /// Creates options.
    public init(
        threads: Int,
        memoryLimit: Int? = nil,
        maximumShardByteCount: Int = standardShardByteCount,
        replacesOutput: Bool = false,
        isDurable: Bool = false,
        recordsChecksums: Bool = false
    ) {
        self.threads = threads
        self.memoryLimit = memoryLimit
        self.maximumShardByteCount = maximumShardByteCount
        self.replacesOutput = replacesOutput
        self.isDurable = isDurable
        self.recordsChecksums = recordsChecksums
    }
}
