import MergeBatch
import Synchronization

/// A file of jobs and sweeps.
///
/// A sweep of a few bytes stands for up to 100,000 jobs, each of which may take a few kilobytes.
func examine(_ input: [UInt8]) throws {
    let usual = 16 << 20
    allowance.store(usual, ordering: .relaxed)
    let file = try JobsFile(String(decoding: input, as: UTF8.self), path: "x.yaml")
    require(!file.jobs.isEmpty || !file.problems.isEmpty, "a file of no jobs")
    let jobCount = file.jobs.count + file.problems.count
    require(jobCount <= 200_000, "\(jobCount) jobs and problems")
    allowance.store(usual + 4096 * jobCount, ordering: .relaxed)
}
