/// How a conversion uses the machine and its files.
public struct ConversionOptions: Sendable {
    /// The number of workers.
    public var threads: Int
    /// The ceiling on the memory planned for tiles, in bytes.
    public var memoryLimit: Int
    /// The largest shard of an output folder, in bytes.
    public var maximumShardByteCount: Int
    /// Replaces an existing output.
    public var replacesOutput: Bool
    /// Makes the output survive a power cut before the conversion is called done.
    public var isDurable: Bool

    /// Creates options.
    public init(
        threads: Int = 1,
        memoryLimit: Int = 16 << 20,
        maximumShardByteCount: Int = 5_000_000_000,
        replacesOutput: Bool = false,
        isDurable: Bool = false
    ) {
        self.threads = threads
        self.memoryLimit = memoryLimit
        self.maximumShardByteCount = maximumShardByteCount
        self.replacesOutput = replacesOutput
        self.isDurable = isDurable
    }
}
