internal import Checkpoints
internal import MergeEngine
internal import SystemFiles
internal import TextFormats

/// A batch in which every job was planned and every error found, before any job starts.
package struct BatchPlan: Sendable {
    /// The jobs, in the order of the file.
    package let jobs: [BatchJob]
    /// What each job will read, write and hold.
    package let outlines: [JobOutline]

    let options: BatchOptions
    /// The jobs that are merged together where they can be.
    let bundles: [JobBundle]
    /// The time that it took to plan a job, in seconds: running it begins with that again.
    let planningSeconds: Double

    /// Plans all jobs; reads no tensor.
    ///
    /// - Parameters:
    ///   - jobs: The jobs.
    ///   - problems: What is known to be wrong with further jobs, to be reported together.
    ///   - unreadable: These jobs' names and outputs.
    ///   - options: How the batch uses the machine.
    /// - Throws: `BatchError.jobs` with every job that cannot be done, and why.
    /// - Complexity: O(jobs times tensors) time; the plans themselves are not kept.
    package init(
        _ jobs: [BatchJob],
        besides problems: [BatchError.JobProblem] = [],
        of unreadable: [JobPlace] = [],
        options: BatchOptions
    ) throws(BatchError) {
        var problems =
            problems + Self.clashes(of: jobs, and: unreadable) + Self.impossibleFolders(of: jobs)
        var outlines: [JobOutline] = []
        let bundles = JobBundle.bundles(of: jobs)
        let share = options.share(bundleCount: bundles.count)
        let start = ContinuousClock.now
        for job in jobs {
            do {
                let plan = try MergePlan(job.request, options: share)
                outlines.append(try JobOutline(job, plan))
            } catch { problems.append(.init(job.place, options.explain(error, bundles.count))) }
        }
        guard problems.isEmpty else { throw BatchError.jobs(problems) }
        self.jobs = jobs
        self.outlines = outlines
        self.options = options
        self.bundles = bundles
        planningSeconds = (ContinuousClock.now - start) / .seconds(max(jobs.count, 1))
    }

    /// The jobs whose output can have no folder: a file is in its place.
    private static func impossibleFolders(of jobs: [BatchJob]) -> [BatchError.JobProblem] {
        jobs.compactMap { job in
            let folder = OutputFiles.existingFolder(above: job.output)
            guard !FileSystem.isFolder(folder) else { return nil }
            return .init(job.place, "its output cannot be made: \(folder) is not a folder")
        }
    }

    /// The jobs whose name or output is another's, or whose input is another's output.
    private static func clashes(
        of jobs: [BatchJob],
        and unreadable: [JobPlace]
    ) -> [BatchError.JobProblem] {
        var (names, outputs): ([UTF8Key: JobPlace], [PlaceIdentity: JobPlace]) = ([:], [:])
        var problems: [BatchError.JobProblem] = []
        for job in jobs.map(\.place) + unreadable {
            if let other = names.updateValue(job, forKey: UTF8Key(job.name)) {
                let line = other.line.map { ", the other at \($0)" } ?? ""
                problems.append(.init(job, "two jobs have this name" + line))
            }
            if let other = outputs.updateValue(job, forKey: PlaceIdentity(job.output)) {
                let reason = "its output '\(job.output)' is also that of job '\(other.name)'"
                problems.append(.init(job, reason + (other.line.map { " at \($0)" } ?? "")))
            }
        }
        for job in jobs {
            for input in job.request.inputs {
                let paths = [input, FileSystem.folder(of: input)].map(PlaceIdentity.init)
                guard let maker = paths.lazy.compactMap({ outputs[$0] }).first else { continue }
                let reason =
                    maker.name.isExactly(job.name)
                    ? "its input '\(input)' is its own output"
                    : "its input '\(input)' is the output of job '\(maker.name)'; jobs run in any "
                        + "order, so put both merges into one recipe of several documents"
                problems.append(.init(job.place, reason))
            }
        }
        return problems
    }
}
