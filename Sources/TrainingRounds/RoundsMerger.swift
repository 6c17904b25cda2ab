internal import Checkpoints
internal import Glibc
internal import MergeEngine
internal import Patterns
internal import SystemFiles
internal import TextFormats
package import Workers

/// Merges the copies that processes leave in the folders of rounds, one round after the other.
///
/// Copies that train in processes of their own, in any framework and on any machines that share a file
/// system, are merged every so often. A round never changes once it is done; a merger that was ended goes
/// on at the first round that is not. Nothing is ever merged from fewer copies.
package struct RoundsMerger {
    private static let pollMicroseconds: UInt32 = 50_000

    private let request: RoundsRequest
    private let lock: FileLock
    private let cancellation: Cancellation
    private let listener: (RoundsEvent) throws -> Void

    /// Claims the folder, which is made where it is missing.
    ///
    /// - Parameters:
    ///   - request: What to do.
    ///   - cancellation: Ends the work: in the midst of a merge nothing is left of its output.
    ///   - listener: Hears of rounds, on the thread of `run`; what it throws ends the work.
    /// - Throws: `FileError` where the folder cannot be made; `RoundsError.claimed`.
    package init(
        _ request: RoundsRequest,
        cancellation: Cancellation = Cancellation(),
        listener: @escaping (RoundsEvent) throws -> Void = { _ in }
    ) throws {
        precondition(request.copyCount >= 2, "rounds of fewer than two copies")
        try FileSystem.makeFolders(request.folder)
        do throws(SystemError) {
            lock = try FileLock.take(".", in: try .find(request.folder))
        } catch {
            guard !error.isHeldElsewhere else { throw RoundsError.claimed(folder: request.folder) }
            throw error.error(.cannotCreate, request.folder, "cannot be locked")
        }
        self.request = request
        self.cancellation = cancellation
        self.listener = listener
    }

    /// Merges rounds until the last one is done.
    ///
    /// - Returns: The number of rounds that this call merged.
    /// - Throws: `RoundsError.missingCopies`, and what merges throw; `FAILED` in the round's folder then
    ///   holds the same line. `WorkError.cancelled`, which leaves no `FAILED`.
    @discardableResult
    package func run() throws -> Int {
        var round = 0
        while RoundFolder(round, in: request.folder).isDone { round += 1 }
        RoundFolder(round, in: request.folder).removeRemains()
        let first = round
        while round < request.roundLimit ?? .max {
            let folder = RoundFolder(round, in: request.folder)
            try listener(.waits(folder))
            let report: MergeReport
            do {
                try waitForCopies(of: folder)
                report = try merge(folder)
            } catch WorkError.cancelled {
                throw WorkError.cancelled
            } catch {
                tell("\(error)", of: folder)
                throw error
            }
            try listener(.done(folder, report))
            round += 1
        }
        return round - first
    }

    /// Leaves the reason of a failure for the processes that wait; the error itself tells the user.
    private func tell(_ reason: String, of folder: RoundFolder) {
        try? FileSystem.makeFolders(folder.path)
        try? folder.write(
            PrintableText.escaped(reason),
            to: folder.failed,
            isDurable: request.execution.output.isDurable
        )
    }

    private func waitForCopies(of folder: RoundFolder) throws {
        var deadline: ContinuousClock.Instant?
        while true {
            let missing = folder.missingCopies(of: request.copyCount)
            guard !missing.isEmpty else { return }
            if missing.count < request.copyCount, let timeout = request.timeout {
                let end = deadline ?? .now + .seconds(timeout)
                deadline = end
                guard .now < end else {
                    throw RoundsError.missingCopies(
                        folder: folder.path,
                        names: missing,
                        seconds: timeout
                    )
                }
            }
            try cancellation.check()
            usleep(Self.pollMicroseconds)
        }
    }

    private func merge(_ folder: RoundFolder) throws -> MergeReport {
        var recipe = request.recipe
        recipe.options.ignored += try averagedNames(in: folder)
        var options = request.execution
        // Without DONE it is what a merger left that was ended.
        options.output.replaces = true
        let names = Set((0..<request.copyCount).map { UTF8Key(RoundFolder.copyName($0)) })
        let merge = MergeRequest(recipe) { model in
            names.contains(UTF8Key(model.name))
                ? FileSystem.join(folder.path, model.name) : model.name
        }
        let report = try MergePlan(merge, options: options)
            .merge(into: folder.merged, cancellation: cancellation)
        let text = PrintableText(json: try JSONValue(encoding: report), .spaced).text
        try folder.write(text, to: folder.report, isDurable: options.output.isDurable)
        try folder.write("merged", to: folder.done, isDurable: options.output.isDurable)
        return report
    }

    /// Expressions for the tensors that some copy says are averaged plainly.
    private func averagedNames(in folder: RoundFolder) throws -> [Pattern] {
        let notes = try (0..<request.copyCount).map { copy in
            let input = CheckpointInput(folder.copy(copy), reading: request.recipe.options.reading)
            return try CopyNotes(of: input.open())
        }
        for other in notes.dropFirst() { try other.requireAgreement(with: notes[0]) }
        var seen: Set<UTF8Key> = []
        return try notes.flatMap { copy in
            try copy.averaged.filter { seen.insert(UTF8Key($0)).inserted }.map(copy.pattern)
        }
    }
}
