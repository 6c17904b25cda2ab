/// Why a batch could not start, or could not go on as a whole.
public enum BatchError: Error, Sendable, Equatable {
    /// Jobs that cannot be done, each with its reason, found before any was started.
    case jobs([JobProblem])
    /// A file of jobs that cannot be understood at all.
    case unreadable(path: String, reason: String)
    /// A file of the batch itself that cannot be read or written.
    case file(path: String, reason: String)

    /// A job and why it cannot be done.
    public struct JobProblem: Sendable, Equatable {
        /// The job's name.
        public let job: String
        /// One sentence.
        public let reason: String
    }
}

extension BatchError: CustomStringConvertible {
    /// One line for a file; one line per job that cannot be done.
    public var description: String {
        switch self {
        case .file(let path, let reason), .unreadable(let path, let reason): "\(path): \(reason)"
        case .jobs(let problems):
            ([
                "\(problems.count) of the batch's jobs cannot be done, so none was started:"
            ] + problems.map { "job '\($0.job)': \($0.reason)" }).joined(separator: "\n  ")
        }
    }
}
