import MergeBatch
import Synchronization

/// A file of jobs and sweeps.
///
/// A sweep of a few bytes may stand for 100,000 jobs of a few kilobytes each, and a million names of
/// models; more is refused before it is built.
func examine(_ input: [UInt8]) throws {
    allowance.store(448 << 20, ordering: .relaxed)
    let file = try JobsFile(String(decoding: input, as: UTF8.self), path: "x.yaml")
    require(!file.jobs.isEmpty || !file.problems.isEmpty, "a file of no jobs")
    let jobCount = file.jobs.count + file.unreadable.count
    require(jobCount <= 100_000 + input.count, "\(jobCount) jobs")
}
