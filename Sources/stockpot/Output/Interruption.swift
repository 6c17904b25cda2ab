internal import CheckpointConversion
internal import Dispatch
internal import Glibc
internal import MergeEngine
internal import Synchronization

/// Turns the signals that ask a program to end into an orderly end of the work.
///
/// A second signal of the same kind ends the program at once.
enum Interruption {
    private static let signals = [SIGINT, SIGTERM, SIGHUP]

    /// Does work that a signal can cancel.
    ///
    /// - Throws: What the work throws; `InterruptionError` when a signal cancelled it.
    static func during<Result>(_ work: (MergeCancellation) throws -> Result) throws -> Result {
        let (cancellation, received) = (MergeCancellation(), ReceivedSignal())
        let sources = signals.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler {
                received.number.store(number, ordering: .relaxed)
                cancellation.cancel()
                signal(number, SIG_DFL)
            }
            source.activate()
            return source
        }
        defer {
            for source in sources { source.cancel() }
            for number in signals { signal(number, SIG_DFL) }
        }
        do { return try work(cancellation) } catch {
            guard cancellation.isCancelled, isCancellation(error) else { throw error }
            throw InterruptionError(signal: received.number.load(ordering: .relaxed))
        }
    }

    private static func isCancellation(_ error: any Error) -> Bool {
        switch error {
        case MergeError.cancelled, ConversionError.cancelled: true
        default: false
        }
    }
}

/// The last signal that arrived, written by the thread that handles signals.
private final class ReceivedSignal: Sendable {
    let number = Atomic<Int32>(SIGINT)
}

/// Work that a signal cancelled.
struct InterruptionError: Error, CustomStringConvertible {
    let signal: Int32

    /// What shells report for a program that the signal ended.
    var exitStatus: Int32 { 128 + signal }

    var description: String { "interrupted by signal \(signal): nothing is left half-written" }
}
