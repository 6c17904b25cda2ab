internal import SystemFiles

/// A process that a shell has left to us, and that becomes the program at a word.
struct ProcessLauncher {
    private let process: RunningProcess
    private let word: FileDescriptor

    /// Tells the number of the process that becomes the program, and ends, which makes an orphan of
    /// it.
    ///
    /// The program must not end before the shell has: the shell would wait for it in our place. So
    /// the word is given to the orphan. A shell makes what it starts in the background deaf to
    /// interrupts; the trap undoes that.
    private static let script = """
        out=$1 err=$2; shift 2
        exec 3<&0
        (
            trap - INT QUIT
            read -r word <&3 || exit 126
            exec "$@" </dev/null >"$out" 2>"$err" 3<&-
        ) &
        echo "$!"
        """

    /// Starts the process; it waits for `run`.
    init(
        arguments: [String],
        environment: [String: String],
        output: String,
        messages: String,
        group: ProcessGroup
    ) throws(BenchmarkError) {
        let command = ["/bin/sh", "-c", Self.script, "sh", output, messages] + arguments
        do {
            try RunningProcess.adoptOrphans()
            let (word, reply) = (try FileDescriptor.pipe(), try FileDescriptor.pipe())
            let shell = try RunningProcess.start(
                command,
                environment: environment,
                input: word.read,
                output: reply.write,
                group: group
            )
            self.word = word.write
            let text = try Self.line(from: reply.read)
            _ = try shell.wait()
            guard let number = Int32(text) else {
                throw BenchmarkError.process(action: "start a program", reason: "no reply")
            }
            process = RunningProcess(adopted: number)
        } catch let error as BenchmarkError {
            throw error
        } catch { throw .process(action: "start a shell", reason: "\(error)") }
    }

    /// Lets the program start, and waits for its end.
    func run() throws(BenchmarkError) -> ProcessOutcome {
        let load = MachineLoad.now
        let (clock, start) = (ContinuousClock(), ContinuousClock.now)
        do {
            try word.write(Array("\n".utf8))
            let (end, resources) = try process.wait()
            let usage = ProcessUsage(
                seconds: start.duration(to: clock.now) / .seconds(1),
                userSeconds: resources.userSeconds,
                systemSeconds: resources.systemSeconds,
                peakMemoryBytes: resources.peakMemoryBytes,
                load: load
            )
            return ProcessOutcome(status: end.status, usage: usage)
        } catch { throw .process(action: "run a program", reason: "\(error)") }
    }

    private static func line(from reply: FileDescriptor) throws(SystemError) -> String {
        var bytes: [UInt8] = []
        while let byte = try reply.read(atMost: 1).first, byte != UInt8(ascii: "\n") {
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension RunningProcess.End {
    /// The status that a shell gives: 128 and the number of the signal where one ended the program.
    fileprivate var status: Int {
        switch self {
        case .exited(let status): Int(status)
        case .killed(let signal): 128 + Int(signal)
        }
    }
}

/// How one run of a program ended.
package struct ProcessOutcome: Sendable, Equatable {
    /// The exit status; 128 and the number of the signal where one ended the program.
    package let status: Int
    /// What the run took.
    package let usage: ProcessUsage
}

/// What one run of a program took.
package struct ProcessUsage: Sendable, Codable, Equatable {
    /// The time from its start to its end, in seconds.
    package let seconds: Double
    /// The processor time it spent in its own code, on all cores together.
    package let userSeconds: Double
    /// The processor time it spent in the kernel.
    package let systemSeconds: Double
    /// The largest resident memory that it, or one of its own children, held.
    package let peakMemoryBytes: Int
    /// The machine's load just before it: the mean number of programs that ran or waited to run in the last
    /// minute; nil where the system does not say.
    package let load: Double?

    /// The processor time in all.
    package var processorSeconds: Double { userSeconds + systemSeconds }

    enum CodingKeys: String, CodingKey {
        case seconds, load
        case userSeconds = "user_seconds"
        case systemSeconds = "system_seconds"
        case peakMemoryBytes = "peak_memory_bytes"
    }
}

/// How busy the machine is.
enum MachineLoad {
    /// The first number of `/proc/loadavg`.
    static var now: Double? {
        guard let bytes = try? FileContents.read("/proc/loadavg") else { return nil }
        return String(decoding: bytes, as: UTF8.self).split(separator: " ").first.flatMap {
            Double($0)
        }
    }
}
