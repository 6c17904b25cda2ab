internal import Glibc
internal import Workers

/// A program whose output is read while it runs, and which is ended when it takes too long.
///
/// It runs in a process group of its own, so that what it starts ends with it. The C functions
/// are `posix_spawnp`, `poll`, `kill` and `waitpid`.
struct TimedProgram {
    private let arguments: [String]

    /// - Precondition: There is at least the program's name.
    init(_ arguments: [String]) {
        precondition(!arguments.isEmpty, "a program has a name")
        self.arguments = arguments
    }

    /// Runs the program, which finds nothing to read, to its end.
    ///
    /// - Throws: `SoupError.program` when it cannot be started; `WorkError.cancelled`.
    func run(
        timeout: Duration,
        _ cancellation: Cancellation
    ) throws -> ProgramOutcome {
        let (output, messages) = (try Self.pipe(), try Self.pipe())
        defer {
            close(output.read)
            close(messages.read)
        }
        let process: pid_t
        do {
            defer {
                close(output.write)
                close(messages.write)
            }
            process = try spawn(output: output.write, messages: messages.write)
        }
        var reading = ProgramReading(output.read, messages.read)
        let deadline = ContinuousClock.now + timeout
        var status: Int32?
        while status == nil, ContinuousClock.now < deadline, !cancellation.isCancelled {
            reading.poll()
            status = Self.status(of: process)
        }
        // What it has started ends with it.
        kill(-process, SIGKILL)
        if status == nil { _ = waitpid(process, nil, 0) }
        try cancellation.check()
        reading.drain()
        return ProgramOutcome(
            end: status.map { ProgramEnd(status: $0) } ?? .late(timeout),
            output: reading.output.text,
            messages: reading.messages.lastLines
        )
    }

    /// What `waitpid` says of a program that has ended; nil while it runs.
    private static func status(of process: pid_t) -> Int32? {
        var status: Int32 = 0
        return unsafe waitpid(process, &status, WNOHANG) == process ? status : nil
    }

    private static func pipe() throws(SoupError) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        guard unsafe Glibc.pipe(&ends) == 0 else {
            throw .program(command: "pipe", reason: reason(errno), messages: "")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private func spawn(output: Int32, messages: Int32) throws(SoupError) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, messages, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // Signals that this thread blocks are not blocked in the program.
        var mask = sigset_t()
        unsafe sigemptyset(&mask)
        unsafe posix_spawnattr_setsigmask(&attributes, &mask)
        unsafe posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK)
        )
        var process: pid_t = 0
        var pointers = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer { unsafe pointers.forEach { unsafe free($0) } }
        let error = unsafe posix_spawnp(
            &process,
            arguments[0],
            &actions,
            &attributes,
            &pointers,
            environ
        )
        guard error == 0 else {
            throw .program(
                command: arguments[0],
                reason: "cannot be started: " + Self.reason(error),
                messages: ""
            )
        }
        return process
    }

    private static func reason(_ number: Int32) -> String {
        unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    }
}
