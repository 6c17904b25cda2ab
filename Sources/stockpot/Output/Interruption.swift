internal import Glibc
internal import Synchronization
internal import Workers

/// Turns the signals that ask a program to end into an orderly end of the work.
///
/// A second signal of the same kind ends the program at once. The C functions are `sigaction` and
/// `pthread_sigmask`.
enum Interruption {
    private static let signals = [SIGINT, SIGTERM, SIGHUP]
    /// What handlers of signals reach: a program does one thing.
    private static let cancellation = Cancellation()
    private static let received = Atomic<Int32>(0)

    /// Lets the signals through on this thread, and in the programs that it starts.
    ///
    /// A program begins with the signals blocked that the thread blocked which started it, and the
    /// threads of Dispatch, for one, block all.
    static func unblock() {
        var mask = sigset_t()
        unsafe sigemptyset(&mask)
        for number in signals { unsafe sigaddset(&mask, number) }
        unsafe pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    }

    /// Does work that a signal can cancel.
    ///
    /// - Throws: What the work throws; `InterruptionError` when a signal cancelled it.
    static func during<Result>(_ work: (Cancellation) throws -> Result) throws -> Result {
        // A handler must find them made.
        let cancellation = cancellation
        for number in signals { handle(number) }
        defer { for number in signals { signal(number, SIG_DFL) } }
        do { return try work(cancellation) } catch WorkError.cancelled {
            throw InterruptionError(signal: received.load(ordering: .relaxed))
        }
    }

    private static func handle(_ number: Int32) {
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_handler = { number in
            Interruption.received.store(number, ordering: .relaxed)
            Interruption.cancellation.cancel()
        }
        action.sa_flags = SA_RESTART | Int32(bitPattern: UInt32(SA_RESETHAND))
        unsafe sigaction(number, &action, nil)
    }
}

/// Work that a signal cancelled.
struct InterruptionError: Error, CustomStringConvertible {
    let signal: Int32

    /// What shells report for a program that the signal ended.
    var exitStatus: Int32 { 128 + signal }

    var description: String { "interrupted by signal \(signal): nothing is left half-written" }
}
