internal import Checkpoints
internal import MergeEngine
internal import Synchronization
internal import SystemFiles
internal import TextFormats
package import Workers

/// Runs the jobs of a plan, several at a time.
package final class BatchRunner: Sendable {
    let plan: BatchPlan
    let journal: Journal
    let cancellation: Cancellation
    private let claims: OutputClaims
    private let events: EventLog
    private let listener: @Sendable (BatchEvent) -> Void
    private let progress: ProgressListener

    /// What this run is called in its events and in its claims.
    package let name: String
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    private struct State {
        var next = 0
        var summary = BatchSummary()
        /// What keeps the batch from going on: its journal or its events cannot be written.
        var obstacle: BatchError?
        /// The bytes read for each bundle.
        var bytesRead: [Int: Int] = [:]
    }

    /// Opens the files of a batch.
    ///
    /// - Parameters:
    ///   - plan: What is to be done.
    ///   - journal: The file that remembers what is done, next to the file of jobs.
    ///   - events: The file to which events are added, or nil.
    ///   - cancellation: Ends all running merges early.
    ///   - listener: Hears of every event, on any thread.
    ///   - progress: Hears of the bytes that all jobs have read; its stage says how many have ended.
    /// - Throws: `BatchError.file` when one of them cannot be used; `BatchError.obstructed` with every
    ///   job in whose place something is that the batch did not make, unless it may be replaced or
    ///   the others are to be done; `BatchError.claimed` when another run makes one of the outputs;
    ///   `BatchError.fullDisk` when they do not fit.
    package init(
        _ plan: BatchPlan,
        journal: String,
        events: String?,
        cancellation: Cancellation = Cancellation(),
        listener: @escaping @Sendable (BatchEvent) -> Void = { _ in },
        progress: @escaping ProgressListener = { _ in }
    ) throws(BatchError) {
        self.plan = plan
        name = Self.newName()
        let entries = try Journal.entries(ofFile: journal)
        try Self.requireRoom(plan, entries)
        // Before it is asked what is there: another run may be making it.
        claims = try OutputClaims(plan.jobs, run: name, journal: journal)
        try Self.requireFree(plan, entries)
        self.journal = try Journal(journal)
        self.events = try EventLog(events)
        self.cancellation = cancellation
        self.listener = listener
        self.progress = progress
    }

    /// A name that hardly another run has: eight hexadecimal digits.
    private static func newName() -> String {
        let digits = String(UInt32.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    private static func requireFree(
        _ plan: BatchPlan,
        _ entries: [UTF8Key: JournalEntry]
    ) throws(BatchError) {
        let options = plan.options
        guard !options.output.replaces, !options.keepsGoing, entries.isEmpty else { return }
        let obstructed = plan.jobs.filter { JobState.isObstructed($0, entries[$0.output]) }
        guard obstructed.isEmpty else {
            throw .obstructed(
                obstructed.map { .init($0.place, JobObstruction(output: $0.output).description) }
            )
        }
    }

    private static func requireRoom(
        _ plan: BatchPlan,
        _ entries: [UTF8Key: JournalEntry]
    ) throws(BatchError) {
        let outlines = zip(plan.jobs, plan.outlines).map { job, outline in
            var outline = outline
            // Whether the inputs have changed is asked when the job's turn comes.
            let entry = entries[job.output]
            if case .complete = JobState(job, inputs: entry?.inputs ?? [], entry) {
                outline.isComplete = true
            }
            return outline
        }
        let full = plan.diskSpaces(outlines).filter { !$0.isEnough }
        guard full.isEmpty else { throw .fullDisk(full) }
    }

    /// Runs every job that is not complete; a job that fails does not stop the others.
    ///
    /// - Returns: How many jobs finished and were skipped, which failed, bytes and time.
    /// - Throws: `WorkError` when the batch was cancelled or is refused a thread; `BatchError.file`
    ///   when its own files cannot be written any more.
    package func run() throws -> BatchSummary {
        try WorkerPool.run(min(plan.options.concurrentJobs, plan.bundles.count)) { _ in
            self.work()
        }
        var (summary, obstacle) = state.withLock { ($0.summary, $0.obstacle) }
        if let obstacle { throw obstacle }
        try cancellation.check()
        summary.run = name
        summary.time = Timestamp.now.text
        summary.seconds = (ContinuousClock.now - start) / .seconds(1)
        try events.add(summary)
        return summary
    }
}

// MARK: - One thread

extension BatchRunner {
    private func work() {
        while let bundle = next() {
            do throws(BatchError) { try run(bundle) } catch {
                state.withLock { $0.obstacle = error }
            }
            // What was skipped or failed counts as done.
            note(plan.outlines[bundle.positions].reduce(0) { $0 + $1.bytesToRead }, of: bundle)
        }
    }

    private func next() -> JobBundle? {
        state.withLock { state in
            guard !cancellation.isCancelled, state.obstacle == nil, state.next < plan.bundles.count
            else { return nil }
            defer { state.next += 1 }
            return plan.bundles[state.next]
        }
    }

    /// Says what became of a job; one that was cancelled stays due without a word.
    func end(_ position: Int, _ result: Result<BatchEvent, any Error>) throws(BatchError) {
        var event: BatchEvent
        do { event = try result.get() } catch let error as BatchError {
            throw error
        } catch WorkError.cancelled {
            return
        } catch {
            event = BatchEvent(.failed, position, of: plan.jobs)
            event.error = "\(error)\(plan.options.remedy(error))"
        }
        state.withLock { $0.summary.add(event) }
        try tell(event)
    }

    func tell(_ event: BatchEvent) throws(BatchError) {
        var event = event
        event.time = Timestamp.now.text
        event.run = name
        try events.add(event)
        listener(event)
    }

    /// Notes how many bytes the jobs of a bundle have read.
    func note(_ bytesRead: Int, of bundle: JobBundle) {
        let (summary, sum) = state.withLock { state in
            state.bytesRead[bundle.positions.lowerBound] = bytesRead
            return (state.summary, state.bytesRead.values.reduce(0, +))
        }
        let ended = summary.finished + summary.skipped + summary.failed
        progress(
            WorkProgress(
                stage: "\(ended) of \(plan.jobs.count) jobs",
                .bytes,
                done: sum,
                total: plan.outlines.reduce(0) { $0 + $1.bytesToRead },
                seconds: (ContinuousClock.now - start) / .seconds(1)
            )
        )
    }
}

/// Writes events as lines of JSON.
struct EventLog: Sendable {
    private let file: AppendedFile?

    /// Opens the log; without a path it keeps nothing.
    init(_ path: String?) throws(BatchError) {
        guard let path else {
            file = nil
            return
        }
        do throws(FileError) {
            file = try AppendedFile(path, .shared, isDurable: false)
        } catch { throw BatchError(error) }
    }

    /// Adds an event, or how the batch ended.
    func add(_ event: some Encodable) throws(BatchError) {
        do throws(FileError) { try file?.append(LineOfJSON.bytes(event)) } catch {
            throw BatchError(error)
        }
    }
}
