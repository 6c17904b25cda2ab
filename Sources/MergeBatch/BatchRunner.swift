internal import Checkpoints
internal import Dispatch
public import MergeEngine
internal import Synchronization

/// Runs the jobs of a plan, several at a time.
public final class BatchRunner: Sendable {
    let plan: BatchPlan
    let journal: Journal
    let cancellation: MergeCancellation
    private let events: EventLog
    private let listener: @Sendable (BatchEvent) -> Void
    private let progress: @Sendable (BatchProgress) -> Void

    private let state = Mutex(State())

    private struct State {
        var next = 0
        var summary = BatchSummary()
        /// What keeps the batch from going on: its journal or its events cannot be written.
        var obstacle: BatchError?
        var bytesRead: [Int: Int] = [:]
    }

    /// Opens the files of a batch.
    ///
    /// - Parameters:
    ///   - plan: What is to be done.
    ///   - journal: The file that remembers what is done, beside the file of jobs.
    ///   - events: The file to which events are added, or nil.
    ///   - cancellation: Ends all running merges early.
    ///   - listener: Hears of every event, on any thread.
    ///   - progress: Hears ten times a second at most and job how far the batch has come.
    /// - Throws: `BatchError.file` when one of them cannot be used; `BatchError.obstructed` with every
    ///   job in whose place something stands that the batch did not make, unless it may be replaced.
    public init(
        _ plan: BatchPlan,
        journal: String,
        events: String?,
        cancellation: MergeCancellation = MergeCancellation(),
        listener: @escaping @Sendable (BatchEvent) -> Void = { _ in },
        progress: @escaping @Sendable (BatchProgress) -> Void = { _ in }
    ) throws(BatchError) {
        self.plan = plan
        try Self.requireFree(plan, Journal.entries(ofFile: journal))
        self.journal = try Journal(journal)
        self.events = try EventLog(events)
        self.cancellation = cancellation
        self.listener = listener
        self.progress = progress
    }

    private static func requireFree(
        _ plan: BatchPlan,
        _ entries: [String: JournalEntry]
    ) throws(BatchError) {
        guard !plan.options.replacesOutputs else { return }
        let obstructed = plan.jobs.filter { JobState.isObstructed($0, entries[$0.output]) }
        guard obstructed.isEmpty else {
            throw .obstructed(
                obstructed.map { .init($0.place, JobObstruction(output: $0.output).description) }
            )
        }
    }

    /// Runs every job that is not complete; a job that fails does not stop the others.
    ///
    /// - Returns: The numbers of jobs that finished, were skipped, and failed.
    /// - Throws: `MergeError.cancelled` when the batch was cancelled; `BatchError.file` when its
    ///   own files cannot be written any more.
    public func run() throws -> BatchSummary {
        let group = DispatchGroup()
        for number in 1..<max(1, min(plan.options.concurrentJobs, plan.bundles.count)) {
            DispatchQueue(label: "stockpot.batch.\(number)").async(group: group) { self.work() }
        }
        work()
        group.wait()
        let (summary, obstacle) = state.withLock { ($0.summary, $0.obstacle) }
        if let obstacle { throw obstacle }
        if cancellation.isCancelled { throw MergeError.cancelled }
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
        } catch MergeError.cancelled {
            return
        } catch {
            event = BatchEvent(.failed, plan.jobs[position])
            event.error = "\(error)"
        }
        let kind = event.event
        state.withLock { state in
            switch kind {
            case .finished: state.summary.finished += 1
            case .skipped: state.summary.skipped += 1
            case .failed, .started: state.summary.failed += 1
            }
            state.bytesRead[position] = plan.outlines[position].bytesToRead
        }
        try tell(event)
    }

    func tell(_ event: BatchEvent) throws(BatchError) {
        try events.add(event)
        listener(event)
    }

    func note(_ job: MergeProgress, _ position: Int) {
        let (summary, bytesRead) = state.withLock { state in
            state.bytesRead[position] = job.bytesRead
            return (state.summary, state.bytesRead.values.reduce(0, +))
        }
        progress(
            BatchProgress(
                summary: summary,
                jobCount: plan.jobs.count,
                bytesRead: bytesRead,
                bytesToRead: plan.outlines.reduce(0) { $0 + $1.bytesToRead }
            )
        )
    }
}
