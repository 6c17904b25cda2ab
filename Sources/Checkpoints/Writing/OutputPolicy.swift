/// How an output takes its place: what it may replace, what it survives, how it is cut.
///
/// Merges, conversions, soups and batches carry this value from the user to the writer.
public struct OutputPolicy: Sendable, Hashable {
    /// Whether what is there already may be replaced; an empty folder always may.
    public var replaces: Bool
    /// Whether the output survives a power cut before it is called done.
    public var isDurable: Bool
    /// The largest shard of an output folder, in bytes of data.
    public var maximumShardByteCount: Int

    /// The size of a shard where nothing else is asked for, in bytes.
    public static let standardShardByteCount = 5_000_000_000

    /// Nothing but that an existing output may be replaced.
    public static let replacing = OutputPolicy(replaces: true)

    /// Creates a policy; without arguments nothing is replaced or forced to the disk.
    public init(
        replaces: Bool = false,
        isDurable: Bool = false,
        maximumShardByteCount: Int = standardShardByteCount
    ) {
        self.replaces = replaces
        self.isDurable = isDurable
        self.maximumShardByteCount = maximumShardByteCount
    }
}
