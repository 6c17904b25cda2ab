import MergeBatch

/// A file of jobs and sweeps.
func examine(_ input: [UInt8]) throws {
    let file = try JobsFile(String(decoding: input, as: UTF8.self), path: "x.yaml")
    require(!file.jobs.isEmpty || !file.problems.isEmpty, "a file of no jobs")
}
