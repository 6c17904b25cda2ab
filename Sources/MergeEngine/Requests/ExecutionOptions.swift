public import Checkpoints

/// How a merge uses the machine and its files.
public struct ExecutionOptions: Sendable {
    /// The number of workers.
    public var threads: Int
    /// The ceiling on the memory planned for tiles, scratch and matrices, in bytes; nil for the
    /// standard one, which methods of matrices may exceed by what they need: at most half of the
    /// machine's memory.
    public var memoryLimit: Int?
    /// How the output takes its place.
    public var output: OutputPolicy
    /// Records the SHA-256 of every input file in the output.
    public var recordsChecksums: Bool
    /// Whether the report holds norms, sparsity and agreement of signs of layers merged by element.
    ///
    /// Nothing else needs them there, so that they take time of their own.
    public var recordsElements = false
    /// What merges that differ in the last factor alone share; nil for none.
    package var matrices: MatrixCache?

    /// The ceiling that holds when the user names none.
    public static let standardMemoryLimit = 16 << 20

    /// Creates options.
    public init(
        threads: Int,
        memoryLimit: Int? = nil,
        output: OutputPolicy = OutputPolicy(),
        recordsChecksums: Bool = false
    ) {
        self.threads = threads
        self.memoryLimit = memoryLimit
        self.output = output
        self.recordsChecksums = recordsChecksums
    }
}
