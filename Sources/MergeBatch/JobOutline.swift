internal import MergeEngine

/// What a job will read, write and hold.
package struct JobOutline: Sendable, Encodable {
    /// The job's name.
    package let job: String
    /// Where the merge goes.
    package let output: String
    /// The bytes that are read, both passes together.
    package let bytesToRead: Int
    /// The bytes of the output's weight files.
    package let bytesToWrite: Int
    /// The memory planned for the job.
    package let memoryBytes: Int
    /// The time that it takes alone, where a trial was made.
    package internal(set) var seconds: Double?
    /// Whether its output is complete already, so that it will be skipped.
    package internal(set) var isComplete = false
    /// Whether something is in its place that the batch did not make.
    package internal(set) var isObstructed = false
    /// What the user should know before the merge starts.
    package let warnings: [String]

    enum CodingKeys: String, CodingKey {
        case job, output, warnings, seconds
        case bytesToRead = "bytes_to_read"
        case bytesToWrite = "bytes_to_write"
        case memoryBytes = "memory_bytes"
        case isComplete = "complete"
        case isObstructed = "obstructed"
    }

    init(_ job: BatchJob, _ plan: MergePlan) throws {
        self.job = job.name
        output = job.output
        bytesToRead = plan.firstPassByteCount + plan.secondPassByteCount
        bytesToWrite = try plan.outputByteCount(at: job.output)
        memoryBytes = plan.plannedMemoryByteCount
        warnings = plan.warnings
    }
}
