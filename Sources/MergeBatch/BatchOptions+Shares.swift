internal import MergeEngine

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
        return ExecutionOptions(
            threads: max(1, threads / parts),
            memoryLimit: memoryLimit / parts,
            maximumShardByteCount: maximumShardByteCount,
            replacesOutput: replacing,
            isDurable: isDurable,
            recordsChecksums: comparesChecksums
        )
    }

    /// Why a job cannot be planned; of too little memory it is said that it is shared.
    func explain(_ error: any Error, _ bundleCount: Int) -> String {
        let parts = shareCount(bundleCount)
        guard case MergeError.insufficientMemory(let allowed, let needed) = error, parts > 1 else {
            return "\(error)"
        }
        return
            "of --memory \(memoryLimit), each of \(parts) jobs at a time has \(allowed) bytes, and "
            + "this one needs \(needed): give --memory \(parts * needed), or fewer --jobs"
    }

    private func shareCount(_ bundleCount: Int) -> Int { max(1, min(concurrentJobs, bundleCount)) }
}
