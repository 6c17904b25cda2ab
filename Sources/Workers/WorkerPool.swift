internal import Glibc

/// Runs work on threads that are joined before it returns, so that a process is single again
/// afterwards and can fork.
///
/// The C functions are `pthread_create` and `pthread_join`. Signals reach the caller's thread
/// alone: the workers block them.
public enum WorkerPool {
    /// Calls `work` once on each of `count` threads, the caller's among them, and waits for all.
    ///
    /// - Parameters:
    ///   - count: The number of threads; at least one works.
    ///   - work: Takes the number of its thread, 0 for the caller's.
    /// - Throws: `WorkError.threads` when the system refuses a thread. No work was begun then.
    public static func run(
        _ count: Int,
        _ work: @escaping @Sendable (Int) -> Void
    ) throws(WorkError) {
        do { try run(count - 1, { work($0 + 1) }, during: { work(0) }) } catch let error
            as WorkError
        {
            throw error
        } catch { preconditionFailure("work does not throw") }
    }

    /// Does something on the caller's thread while `work` is done on others, and waits for those.
    ///
    /// - Parameters:
    ///   - count: The number of other threads.
    ///   - work: Takes the number of its thread.
    ///   - body: What the caller does meanwhile. When it throws, it has to see to it that `work`
    ///     ends.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws; `WorkError.threads` when the system refuses a thread, and then
    ///   neither `work` nor `body` was begun.
    public static func run<Result>(
        _ count: Int,
        _ work: @escaping @Sendable (Int) -> Void,
        during body: () throws -> Result
    ) throws -> Result {
        // Work begins when all threads exist: when one is refused, nothing has to be undone.
        let gate = Monitor<Bool?>(nil)
        var threads: [WorkerThread] = []
        defer { for thread in threads { thread.join() } }
        do {
            for number in 0..<max(count, 0) {
                try threads.append(
                    WorkerThread { if gate.wait(for: { $0 }) { work(number) } }
                )
            }
        } catch {
            gate.withLock { $0 = false }
            throw error
        }
        gate.withLock { $0 = true }
        return try body()
    }
}

/// A thread of the system.
private struct WorkerThread {
    private let thread: pthread_t

    /// Enough for everything that is called here; only address space until it is used.
    private static let stackByteCount = 2 << 20

    init(_ body: @escaping @Sendable () -> Void) throws(WorkError) {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setstacksize(&attributes, Self.stackByteCount)
        let start = unsafe Unmanaged.passRetained(ThreadBody(body))
        var thread = pthread_t()
        let code = Self.withSignalsBlocked {
            unsafe pthread_create(
                &thread,
                &attributes,
                { argument in
                    guard let argument = unsafe argument else { return nil }
                    unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().call()
                    return nil
                },
                start.toOpaque()
            )
        }
        guard code == 0 else {
            unsafe start.release()
            throw .threads(errno: code)
        }
        self.thread = thread
    }

    func join() { _ = pthread_join(thread, nil) }

    /// A thread begins with the signals blocked that its creator blocks.
    ///
    /// Those that a fault of its own raises stay as they are.
    private static func withSignalsBlocked(_ create: () -> Int32) -> Int32 {
        var (all, before) = (sigset_t(), sigset_t())
        unsafe sigfillset(&all)
        for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT] {
            unsafe sigdelset(&all, fault)
        }
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        return create()
    }
}

/// What a thread does, on its way through C.
private final class ThreadBody: Sendable {
    let call: @Sendable () -> Void

    init(_ call: @escaping @Sendable () -> Void) { self.call = call }
}
