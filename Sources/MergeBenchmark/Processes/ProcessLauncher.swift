internal import CProcessControl
internal import FoundationEssentials
internal import Glibc

/// A shell that waits for a word to start a program and then leaves it to us.
///
/// The C functions are `posix_spawn` and `wait4`.
struct ProcessLauncher {
    private let shell: pid_t
    private let wordDescriptor: Int32
    private let replyDescriptor: Int32

    /// Tells the program's process number and ends, which makes an orphan of the program.
    ///
    /// A shell makes what it starts in the background deaf to interrupts; the trap undoes that.
    private static let script = """
        read -r word || exit 126
        out=$1 err=$2; shift 2
        (trap - INT QUIT; exec "$@" </dev/null >"$out" 2>"$err") &
        echo "$!"
        """

    /// Starts the shell; the program waits for `run`.
    init(
        arguments: [String],
        environment: [String: String],
        output: String,
        messages: String
    ) throws(BenchmarkError) {
        guard adopt_orphans() == 0 else { throw Self.failure("adopt processes") }
        let word = try Self.makePipe()
        let reply = try Self.makePipe()
        let command = ["sh", "-c", Self.script, "sh", output, messages] + arguments
        shell = try Self.spawn(command, environment, input: word.read, output: reply.write)
        close(word.read)
        close(reply.write)
        wordDescriptor = word.write
        replyDescriptor = reply.read
    }

    /// Lets the program start, and waits for its end.
    func run() throws(BenchmarkError) -> ProcessOutcome {
        let start = Self.now()
        let sent = unsafe write(wordDescriptor, "\n", 1)
        close(wordDescriptor)
        let reply = readReply()
        close(replyDescriptor)
        _ = try Self.wait(for: shell)
        guard sent == 1, let process = pid_t(reply) else { throw Self.failure("start a program") }
        let (status, usage) = try Self.wait(for: process)
        let outcome = ProcessUsage(
            seconds: Self.now() - start,
            userSeconds: Self.seconds(usage.ru_utime),
            systemSeconds: Self.seconds(usage.ru_stime),
            peakMemoryBytes: usage.ru_maxrss * 1024
        )
        // The low seven bits hold the signal, the next byte the status.
        let signal = Int(status) & 0x7f
        return ProcessOutcome(
            status: signal == 0 ? Int(status) >> 8 & 0xff : 128 + signal,
            usage: outcome
        )
    }

    private func readReply() -> String {
        var text = ""
        var byte: UInt8 = 0
        while unsafe read(replyDescriptor, &byte, 1) == 1, byte != UInt8(ascii: "\n") {
            text.unicodeScalars.append(Unicode.Scalar(byte))
        }
        return text
    }
}

// MARK: - System calls

extension ProcessLauncher {
    private static func failure(_ action: String) -> BenchmarkError {
        .process(action: action, errorNumber: errno)
    }

    private static func makePipe() throws(BenchmarkError) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw failure("make a pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func spawn(
        _ arguments: [String],
        _ environment: [String: String],
        input: Int32,
        output: Int32
    ) throws(BenchmarkError) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        var process: pid_t = 0
        let error = unsafe withPointers(to: arguments) { arguments in
            unsafe withPointers(to: variables(with: environment)) { variables in
                unsafe posix_spawn(&process, "/bin/sh", &actions, nil, arguments, variables)
            }
        }
        guard error == 0 else { throw .process(action: "start a shell", errorNumber: error) }
        return process
    }

    /// The variables of this process, with some changed.
    private static func variables(with changes: [String: String]) -> [String] {
        ProcessInfo.processInfo.environment.merging(changes) { $1 }
            .sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }

    private static func withPointers<Result>(
        to texts: [String],
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = unsafe texts.map { unsafe strdup($0) } + [nil]
        defer { unsafe pointers.forEach { unsafe free($0) } }
        return unsafe body(&pointers)
    }

    private static func wait(
        for process: pid_t
    ) throws(BenchmarkError) -> (status: Int32, usage: rusage) {
        var (status, usage) = (Int32(0), rusage())
        while unsafe wait4(process, &status, 0, &usage) < 0 {
            guard errno == EINTR else { throw failure("wait for a program") }
        }
        return (status, usage)
    }

    private static func now() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) * 1e-6
    }
}
