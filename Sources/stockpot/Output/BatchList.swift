internal import MergeBatch
internal import TextFormats

/// The plan of a batch, for printing.
struct BatchList: Encodable {
    let jobs: [JobOutline]
    /// What is not complete yet.
    let left: Remainder
    let mergingBytesPerSecond: [String: Double]
    let writingBytesPerSecond: Double?
    let memoryBytes: Int

    /// The jobs that are not complete.
    struct Remainder: Encodable {
        let jobs: Int
        let bytesToRead: Int
        let bytesToWrite: Int
        /// The time of those whose time is known, one after the other.
        let seconds: Double
        /// Whether the time of every one is known.
        let isWhole: Bool

        enum CodingKeys: String, CodingKey {
            case jobs, seconds
            case bytesToRead = "bytes_to_read"
            case bytesToWrite = "bytes_to_write"
            case isWhole = "seconds_known"
        }

        init(_ jobs: [JobOutline]) {
            self.jobs = jobs.count
            bytesToRead = jobs.reduce(0) { $0 + $1.bytesToRead }
            bytesToWrite = jobs.reduce(0) { $0 + $1.bytesToWrite }
            seconds = jobs.reduce(0) { $0 + ($1.seconds ?? 0) }
            isWhole = jobs.allSatisfy { $0.seconds != nil }
        }
    }

    enum CodingKeys: String, CodingKey {
        case jobs, left
        case mergingBytesPerSecond = "merging_bytes_per_second"
        case writingBytesPerSecond = "writing_bytes_per_second"
        case memoryBytes = "memory_bytes"
    }

    init(_ jobs: [JobOutline], _ trial: BatchTrial, memoryBytes: Int) {
        self.jobs = jobs
        mergingBytesPerSecond = trial.mergingRates
        writingBytesPerSecond = trial.writingRate
        left = Remainder(jobs.filter { !$0.isComplete })
        self.memoryBytes = memoryBytes
    }

    private func state(_ job: JobOutline) -> String {
        job.isComplete ? "complete" : job.isObstructed ? "obstructed" : "due"
    }

    /// The plan for people.
    var page: Page {
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
        let totals: PrintableText = """
            jobs      \(jobs.count): \(left.jobs) left\(obstructed), \(complete) complete
            left      \(left.bytesToRead.byteText) to read, \(left.bytesToWrite.byteText) to write, \
            \(left.isWhole ? "about" : "at least") \(left.seconds.text(digits: 1)) s\(rates)
            memory    at most \(memoryBytes.byteText) for the jobs that run together
            nothing was written but a file of the trial, which is gone
            """
        return Page([.table(table), .text(totals)])
    }

    private var complete: Int { jobs.count(where: \.isComplete) }

    /// What the word in the table means, where it stands there.
    private var obstructed: String {
        let count = jobs.count(where: \.isObstructed)
        return count == 0
            ? ""
            : ", \(count) of them obstructed: something is in its place that this batch did not make"
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
