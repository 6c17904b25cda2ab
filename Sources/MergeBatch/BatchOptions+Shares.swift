internal import MergeEngine

extension BatchOptions {
    /// The options of one merge among those that run at the same time: equal shares of threads
    /// and memory.
    ///
    /// - Parameters:
    ///   - jobCount: The number of jobs in the batch; no more than these can run at once.
    ///   - replacing: Whether an existing output may be replaced.
    /// - Returns: The options.
    func share(jobCount: Int, replacing: Bool = true) -> ExecutionOptions {
        let parts = max(1, min(concurrentJobs, jobCount))
        return ExecutionOptions(
            threads: max(1, threads / parts),
            memoryLimit: memoryLimit / parts,
            maximumShardByteCount: maximumShardByteCount,
            replacesOutput: replacing,
            isDurable: isDurable,
            recordsChecksums: comparesChecksums
        )
    }
}
