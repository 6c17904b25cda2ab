/// How a batch uses the machine and its files.
public struct BatchOptions: Sendable {
    /// The number of merges that run at the same time.
    public var concurrentJobs: Int
    /// The number of workers of all running merges together.
    public var threads: Int
    /// The ceiling on the memory planned for all running merges together, in bytes.
    public var memoryLimit: Int
    /// The largest shard of an output folder, in bytes.
    public var maximumShardByteCount: Int
    /// Whether outputs that this batch did not make may be replaced.
    public var replacesOutputs: Bool
    /// Whether every output survives a power cut before its job is called finished.
    public var isDurable: Bool
    /// Whether the SHA-256 of every input decides what has changed, instead of size and date.
    public var comparesChecksums: Bool

    /// Creates options.
    public init(
        concurrentJobs: Int,
        threads: Int,
        memoryLimit: Int,
        maximumShardByteCount: Int,
        replacesOutputs: Bool = false,
        isDurable: Bool = true,
        comparesChecksums: Bool = false
    ) {
        self.concurrentJobs = concurrentJobs
        self.threads = threads
        self.memoryLimit = memoryLimit
        self.maximumShardByteCount = maximumShardByteCount
        self.replacesOutputs = replacesOutputs
        self.isDurable = isDurable
        self.comparesChecksums = comparesChecksums
    }
}
