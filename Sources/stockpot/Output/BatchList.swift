internal import MergeBatch

/// The plan of a batch, for printing.
struct BatchList: Encodable {
    let jobs: [JobOutline]
    let bytesPerSecond: Int
    let seconds: Double
    let memoryBytes: Int

    enum CodingKeys: String, CodingKey {
        case jobs, seconds
        case bytesPerSecond = "bytes_per_second"
        case memoryBytes = "memory_bytes"
    }

    init(_ jobs: [JobOutline], rate: ReadingRate, concurrentJobs: Int) {
        self.jobs = jobs
        bytesPerSecond = Int(rate.bytesPerSecond)
        seconds = rate.seconds(for: jobs)
        let running = jobs.map(\.memoryBytes).sorted(by: >).prefix(concurrentJobs)
        memoryBytes = running.reduce(0, +)
    }

    /// The plan for people.
    var text: String {
        var table = TextTable([
            ("job", .left), ("output", .left), ("reads", .right), ("writes", .right),
            ("memory", .right), ("state", .left),
        ])
        for job in jobs {
            table.add([
                job.job, job.output, job.bytesToRead.byteText, job.bytesToWrite.byteText,
                job.memoryBytes.byteText, job.isComplete ? "complete" : "due",
            ])
        }
        let due = jobs.count { !$0.isComplete }
        return """
            \(table.text)

            jobs      \(jobs.count), of which \(due) are due
            memory    \(memoryBytes.byteText) for the jobs that run together
            time      about \(seconds.text(digits: 1)) s to read and to write, at \
            \(bytesPerSecond.byteText)/s, measured now on the first input
            nothing was written
            """
    }
}
