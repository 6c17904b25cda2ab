import Glibc
import Synchronization
import Testing
import Workers

@Suite("Worker threads")
struct WorkerPoolTests {
    @Test("Every thread works once, on threads of their own", arguments: [0, 1, 2, 7])
    func everyThreadOnce(count: Int) throws {
        let seen = Monitor<[Int: UInt]>([:])
        try WorkerPool.run(count) { number in
            seen.withLock { $0[number, default: 0] = pthread_self() }
        }
        let numbers = seen.withLock { $0 }
        #expect(numbers.keys.sorted() == Array(0..<max(count, 1)))
        #expect(numbers[0] == pthread_self())
        #expect(Set(numbers.values).count == max(count, 1))
    }

    @Test("Threads work at the same time")
    func atTheSameTime() throws {
        // Each waits for the other: one after the other, they would wait for ever.
        let arrived = Monitor(0)
        try WorkerPool.run(2) { _ in
            arrived.withLock { $0 += 1 }
            arrived.wait { $0 == 2 ? true : nil }
        }
        #expect(arrived.withLock { $0 } == 2)
    }

    @Test("Threads have ended when a body throws")
    func bodyThrows() {
        struct Failure: Error {}
        let state = Monitor((stops: false, ended: 0))
        #expect(throws: Failure.self) {
            try WorkerPool.run(3) { _ in
                state.wait { $0.stops ? true : nil }
                state.withLock { $0.ended += 1 }
            } during: {
                state.withLock { $0.stops = true }
                throw Failure()
            }
        }
        #expect(state.withLock { $0.ended } == 3)
    }

    @Test("Workers block signals, the caller's mask stays")
    func signals() throws {
        var (signal, before) = (sigset_t(), sigset_t())
        unsafe sigaddset(&signal, SIGUSR1)
        unsafe pthread_sigmask(SIG_UNBLOCK, &signal, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        let blocked = Mutex<[Int: [Bool]]>([:])
        try WorkerPool.run(2) { number in
            let found = [SIGUSR1, SIGSEGV].map(Self.isBlocked)
            blocked.withLock { $0[number] = found }
        }
        #expect(blocked.withLock { $0 } == [0: [false, false], 1: [true, false]])
        #expect(!Self.isBlocked(SIGUSR1))
    }

    private static func isBlocked(_ signal: Int32) -> Bool {
        var mask = sigset_t()
        unsafe pthread_sigmask(SIG_BLOCK, nil, &mask)
        return unsafe sigismember(&mask, signal) == 1
    }

    @Test("A thread that the system refuses is an error, and nobody has worked")
    func refusedThreads() async {
        await #expect(processExitsWith: .exitCode(7)) {
            // No more address space: there is no room for a stack.
            var limit = rlimit(rlim_cur: 0, rlim_max: .max)
            unsafe setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
            let worked = Atomic(0)
            do throws(WorkError) {
                try WorkerPool.run(64) { _ in worked.add(1, ordering: .relaxed) }
            } catch .threads(let code) where code == EAGAIN || code == ENOMEM {
                exit(worked.load(ordering: .relaxed) == 0 ? 7 : 8)
            } catch { exit(9) }
            exit(10)
        }
    }

    @Test("A process that worked can fork, and its child can work")
    func forked() async {
        await #expect(processExitsWith: .exitCode(7)) {
            func work() -> Bool {
                let sum = Atomic(0)
                try? WorkerPool.run(4) { sum.add($0, ordering: .relaxed) }
                return sum.load(ordering: .relaxed) == 6
            }
            guard work() else { exit(8) }
            typealias Fork = @convention(c) () -> pid_t
            guard let symbol = unsafe dlsym(nil, "fork") else { exit(9) }
            let child = unsafe unsafeBitCast(symbol, to: Fork.self)()
            if child == 0 { exit(work() ? 7 : 10) }
            var status: Int32 = 0
            _ = unsafe waitpid(child, &status, 0)
            exit((status >> 8) & 0xFF)
        }
    }
}
