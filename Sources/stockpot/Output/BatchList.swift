internal import MergeBatch
internal import TextFormats

/// The plan of a batch, for printing.
struct BatchList: Encodable {
    let jobs: [JobOutline]
    let mergingBytesPerSecond: [String: Double]
    let writingBytesPerSecond: Double?
    let seconds: Double
    let memoryBytes: Int

    enum CodingKeys: String, CodingKey {
        case jobs, seconds
        case mergingBytesPerSecond = "merging_bytes_per_second"
        case writingBytesPerSecond = "writing_bytes_per_second"
        case memoryBytes = "memory_bytes"
    }

    init(_ jobs: [JobOutline], _ trial: BatchTrial, memoryBytes: Int) {
        self.jobs = jobs
        mergingBytesPerSecond = trial.mergingRates
        writingBytesPerSecond = trial.writingRate
        seconds = jobs.reduce(0) { $0 + ($1.seconds ?? 0) }
        self.memoryBytes = memoryBytes
    }

    /// Whether the time of every job is known.
    private var isWhole: Bool { jobs.allSatisfy { $0.seconds != nil } }

    private func state(_ job: JobOutline) -> String {
        job.isComplete ? "complete" : job.isObstructed ? "something is in its place" : "due"
    }

    /// The plan for people.
    var text: PrintableText {
        var table = TextTable([
            ("job", .left), ("output", .left), ("reads", .right), ("writes", .right),
            ("memory", .right), ("seconds", .right), ("state", .left),
        ])
        for job in jobs {
            table.add([
                job.job, job.output, job.bytesToRead.byteText, job.bytesToWrite.byteText,
                job.memoryBytes.byteText, job.seconds.map { $0.text(digits: 2) } ?? "?", state(job),
            ])
        }
        let due = jobs.count { !$0.isComplete }
        return """
            \(table.text)

            jobs      \(jobs.count), of which \(due) are due
            memory    at most \(memoryBytes.byteText) for the jobs that run together
            time      \(isWhole ? "about" : "at least") \(seconds.text(digits: 1)) s\(rates)
            nothing was written but a file of the trial, which is gone
            """
    }

    /// What the trial found.
    private var rates: String {
        guard let writingBytesPerSecond else { return "" }
        let merging = mergingBytesPerSecond.sorted { $0.key < $1.key }.map { method, rate in
            "\(method) merges \(Int(rate).byteText)/s"
        }
        return ": "
            + (merging + ["\(Int(writingBytesPerSecond).byteText)/s are written"])
            .joined(separator: ", ") + ", by a trial made now"
    }
}
