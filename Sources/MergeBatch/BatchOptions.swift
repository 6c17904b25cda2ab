package import Checkpoints
internal import MergeEngine

/// How a batch uses the machine and its files.
package struct BatchOptions: Sendable {
    /// The number of merges that run at the same time.
    package var concurrentJobs: Int
    /// The number of workers of all running merges together.
    package var threads: Int
    /// The ceiling on the memory planned for all running merges together, in bytes.
    package var memoryLimit: Int
    /// How outputs take their places; what this batch made itself is always replaced.
    package var output: OutputPolicy
    /// Whether the SHA-256 of every input decides what has changed, instead of size and date.
    package var comparesChecksums: Bool
    /// What to do about an error, in words of the caller's, to follow the error's own.
    package var remedy: @Sendable (any Error) -> String = { _ in "" }

    /// Whether the other jobs are done where something is in the place of some.
    ///
    /// A batch that was run before does so without being asked.
    package var keepsGoing = false

    /// Creates options.
    package init(
        concurrentJobs: Int,
        threads: Int,
        memoryLimit: Int,
        output: OutputPolicy = OutputPolicy(isDurable: true),
        comparesChecksums: Bool = false
    ) {
        self.concurrentJobs = concurrentJobs
        self.threads = threads
        self.memoryLimit = memoryLimit
        self.output = output
        self.comparesChecksums = comparesChecksums
    }
}

extension BatchOptions {
    /// The options of one merge among those that run at the same time: equal shares of threads
    /// and memory.
    ///
    /// - Parameters:
    ///   - bundleCount: The number of bundles of jobs in the batch; no more than these can run at once.
    ///   - replacing: Whether an existing output may be replaced.
    /// - Returns: The options.
    func share(bundleCount: Int, replacing: Bool = true) -> ExecutionOptions {
        let parts = shareCount(bundleCount)
        var output = output
        output.replaces = replacing
        return ExecutionOptions(
            threads: max(1, threads / parts),
            memoryLimit: memoryLimit / parts,
            output: output,
            recordsChecksums: comparesChecksums
        )
    }

    /// Why a job cannot be planned; of too little memory it is said that it is shared.
    func explain(_ error: any Error, _ bundleCount: Int) -> String {
        let parts = shareCount(bundleCount)
        guard case MergeError.insufficientMemory(let allowed, let needed) = error, parts > 1 else {
            return "\(error)\(remedy(error))"
        }
        return
            "of \(memoryLimit) bytes of memory, each of \(parts) jobs at a time has \(allowed), and this "
            + "one needs \(needed): allow \(parts * needed), or fewer jobs at a time"
    }

    private func shareCount(_ bundleCount: Int) -> Int { max(1, min(concurrentJobs, bundleCount)) }
}
