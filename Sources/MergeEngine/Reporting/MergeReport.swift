/// What a merge did: its inputs, its cost, and a record of every layer.
///
/// The keys are in files and on standard output as `snake_case`.
public struct MergeReport: Sendable, Codable, Equatable {
    /// A program and its version.
    public struct Tool: Sendable, Codable, Equatable {
        /// The program's name.
        public let name: String
        /// The program's version.
        public let version: String
    }

    /// The linear algebra in use.
    public struct BLAS: Sendable, Codable, Equatable {
        /// The library and its version.
        public let library: String
        /// The processor core whose kernels were used.
        public let core: String
    }

    /// How all workers together spent their time, in seconds.
    public struct WorkerSeconds: Sendable, Codable, Equatable {
        /// Reading tensors from the inputs.
        public let reading: Double
        /// Measuring and combining.
        public let computing: Double
        /// Writing tensors to the output.
        public let writing: Double
    }

    /// The program that merged.
    public let tool: Tool
    /// The method's name.
    public let method: String
    /// The method's variant, where it has several.
    public let variant: String?
    /// The recipe that the output records: the method's parameters are in it.
    public let recipe: String?
    /// The base checkpoint.
    public let base: String?
    /// The fine-tuned checkpoints.
    public let models: [String]
    /// The merged checkpoint; absent when layers were only measured.
    public internal(set) var output: String?
    /// The number of tensors in the output.
    public let tensors: Int
    /// The number of elements in the output.
    public let elements: Int
    /// The time from the first step to the end, the output's publication included, in seconds.
    public internal(set) var seconds: Double
    /// How all workers together spent their time; they read, compute and write at once.
    public let workerSeconds: WorkerSeconds
    /// The bytes of tensors read from the inputs, both passes together.
    public let bytesRead: Int
    /// The bytes of the output's weight files, headers included; of a merge that went nowhere, those of
    /// its tensors.
    public internal(set) var bytesWritten: Int
    /// The largest memory that the process has held so far, in bytes.
    public let peakMemoryBytes: Int
    /// The number of workers.
    public let threads: Int
    /// The linear algebra in use.
    public let blas: BLAS
    /// What the user should know.
    public let warnings: [String]
    /// How whole models lie to each other, where layers are only measured.
    public let pairs: PairReport?
    /// A record of every layer, in the order of the output's tensors in the base.
    public let layers: LayerReports

    enum CodingKeys: String, CodingKey {
        case tool, method, variant, recipe, base, models, output, tensors, elements, seconds
        case workerSeconds = "worker_seconds"
        case bytesRead = "bytes_read"
        case bytesWritten = "bytes_written"
        case peakMemoryBytes = "peak_memory_bytes"
        case threads, blas, warnings, pairs, layers
    }
}
