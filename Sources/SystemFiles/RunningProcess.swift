internal import CSystemCalls
import Glibc
import Synchronization

/// A program that was started here.
package struct RunningProcess: Sendable {
    /// Its number.
    package let number: Int32

    /// This process's own number.
    ///
    /// The corresponding C function is `getpid`.
    package static var ownNumber: Int32 { getpid() }

    /// Below `ulimit -v`, lets all threads of this process allocate from one arena.
    ///
    /// Of those that the C library makes for threads, each reserves 64 MiB of address space, and the
    /// last leaves no room for a tile. The corresponding C function is `mallopt`.
    package static func shareArenaWhereSpaceIsLimited() {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
            limit.rlim_cur != rlim_t.max
        else { return }
        share_arena()
    }

    /// A process that became this one's child when its parent ended.
    package init(adopted number: Int32) { self.number = number }

    /// Starts a program, which ignores and blocks no signal.
    ///
    /// The corresponding C function is `posix_spawnp`.
    ///
    /// - Parameters:
    ///   - arguments: The program's path, or its name on the `PATH`, and its arguments.
    ///   - environment: Variables next to those of this process; they win over them.
    ///   - input: What it reads; without one it finds nothing to read.
    ///   - output: Where its output goes; without one it is dropped.
    ///   - messages: Where its messages go, likewise.
    ///   - group: The group that it joins.
    /// - Returns: The program, which has to be waited for.
    /// - Throws: `FileError` with the program as its path.
    package static func start(
        _ arguments: [String],
        environment: [String: String] = [:],
        input: FileDescriptor? = nil,
        output: FileDescriptor? = nil,
        messages: FileDescriptor? = nil,
        group: ProcessGroup? = nil
    ) throws(FileError) -> RunningProcess {
        let streams = [input, output, messages]
        return try start(arguments, environment, streams, group: group?.number)
    }

    // `group` is the number of the group; 0 stands for one of its own.
    fileprivate static func start(
        _ arguments: [String],
        _ environment: [String: String],
        _ streams: [FileDescriptor?],
        group: Int32?
    ) throws(FileError) -> RunningProcess {
        precondition(!arguments.isEmpty, "a program has a name")
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for (number, stream) in streams.enumerated() {
            let number = Int32(number)
            if let stream {
                unsafe posix_spawn_file_actions_adddup2(&actions, stream.number, number)
            } else {
                let mode = number == STDIN_FILENO ? O_RDONLY : O_WRONLY
                unsafe posix_spawn_file_actions_addopen(&actions, number, "/dev/null", mode, 0)
            }
        }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        var flags = Int32(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
        if let group {
            unsafe posix_spawnattr_setpgroup(&attributes, group)
            flags |= Int32(POSIX_SPAWN_SETPGROUP)
        }
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        var process: pid_t = 0
        let program = arguments[0]
        let error = unsafe withPointers(to: arguments) { arguments in
            unsafe withPointers(to: variables(with: environment)) { variables in
                FilePath(program).withCString { program in
                    unsafe posix_spawnp(
                        &process,
                        program,
                        &actions,
                        &attributes,
                        arguments,
                        variables
                    )
                }
            }
        }
        guard error == 0 else {
            throw SystemError(number: error).error(.inputOutput, program, "cannot be started")
        }
        return RunningProcess(adopted: process)
    }

    /// The variables of this process, with some changed.
    private static func variables(with changes: [String: String]) -> [String] {
        var variables: [String] = []
        var next = unsafe environ
        while let entry = unsafe next.pointee {
            let variable = unsafe FilePath(entry).text
            let name = variable.prefix { $0 != "=" }
            if changes[String(name)] == nil { variables.append(variable) }
            unsafe next += 1
        }
        return variables + changes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }

    private static func withPointers<Result>(
        to texts: [String],
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = unsafe texts.map { FilePath($0).withCString { unsafe strdup($0) } } + [nil]
        defer { unsafe pointers.forEach { unsafe free($0) } }
        return unsafe body(&pointers)
    }
}

extension RunningProcess {
    /// How a program ended.
    package enum End: Equatable, Sendable {
        /// With this status.
        case exited(Int32)
        /// By this signal.
        case killed(Int32)

        fileprivate init(status: Int32) {
            // The low seven bits hold the signal, the next byte the status.
            self = status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .killed(status & 0x7f)
        }
    }

    /// What a program took.
    package struct Resources: Sendable {
        /// The processor time in its own code, in seconds.
        package let userSeconds: Double
        /// The processor time in the kernel, in seconds.
        package let systemSeconds: Double
        /// The largest resident memory that it, or a child that it waited for, held.
        package let peakMemoryBytes: Int

        fileprivate init(_ usage: rusage) {
            func seconds(_ time: timeval) -> Double {
                Double(time.tv_sec) + Double(time.tv_usec) * 1e-6
            }
            userSeconds = seconds(usage.ru_utime)
            systemSeconds = seconds(usage.ru_stime)
            peakMemoryBytes = usage.ru_maxrss * 1024
        }
    }

    /// Waits for the program's end.
    ///
    /// The corresponding C function is `wait4`.
    package func wait() throws(SystemError) -> (end: End, resources: Resources) {
        var (status, usage) = (Int32(0), rusage())
        try systemCall { Int(unsafe wait4(number, &status, 0, &usage)) }
        return (End(status: status), Resources(usage))
    }

    /// How the program ended; nil while it runs.
    ///
    /// The corresponding C function is `waitpid`.
    package func end() -> End? {
        var status: Int32 = 0
        return unsafe waitpid(number, &status, WNOHANG) == number ? End(status: status) : nil
    }

    /// Makes this process the parent of those whose own parent ends.
    ///
    /// The corresponding C function is `prctl`.
    package static func adoptOrphans() throws(SystemError) {
        try systemCall { Int(adopt_orphans()) }
    }
}

/// Programs that end with this process, however it ends.
///
/// A shell leads the group and waits for the end of a pipe that only this process holds open. When
/// this process is killed, the system closes the pipe, and the shell kills the group, what the
/// programs have started and itself included. A parent-death signal would reach the programs but
/// not what they started, and would be sent as soon as the thread ends that started them.
package final class ProcessGroup: Sendable {
    fileprivate let number: Int32
    private let leader: RunningProcess
    private let lifeline: FileDescriptor
    private let isOver = Mutex(false)

    /// Makes a group in which nothing runs yet.
    ///
    /// - Throws: `FileError` when the shell cannot be started.
    package init() throws(FileError) {
        let ends: (read: FileDescriptor, write: FileDescriptor)
        do throws(SystemError) { ends = try FileDescriptor.pipe() } catch {
            throw error.error(.inputOutput, "/bin/sh", "no pipe can be made for it")
        }
        let script = "trap '' HUP INT QUIT TERM; read -r line; kill -KILL 0"
        leader = try .start(["/bin/sh", "-c", script], [:], [ends.read, nil, nil], group: 0)
        number = leader.number
        lifeline = ends.write
    }

    deinit { end() }

    /// Ends all programs of the group, once.
    package func end() {
        isOver.withLock { isOver in
            guard !isOver else { return }
            isOver = true
            // Nobody has waited for the leader: the number means this group and no later one.
            kill(-number, SIGKILL)
            _ = try? leader.wait()
        }
    }
}

/// Waits without doing anything.
package enum Pause {
    /// Lets so many milliseconds pass, or fewer where a signal arrives.
    ///
    /// The corresponding C function is `usleep`.
    package static func milliseconds(_ count: Int) { usleep(UInt32(count) * 1000) }
}
