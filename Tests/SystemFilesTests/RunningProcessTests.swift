import Glibc
import SystemFiles
import TestSupport
import Testing

@Suite("Programs that are started")
struct RunningProcessTests {
    private func output(_ script: String, environment: [String: String] = [:]) throws -> String {
        var pipe: (read: FileDescriptor, write: FileDescriptor)? = try FileDescriptor.pipe()
        let read = try #require(pipe).read
        let process = try RunningProcess.start(
            ["sh", "-c", script],
            environment: environment,
            output: pipe?.write
        )
        pipe = nil
        var bytes: [UInt8] = []
        while true {
            let part = try read.read(atMost: 100)
            if part.isEmpty { break }
            bytes += part
        }
        #expect(try process.wait().end == .exited(0))
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("they find nothing to read, and the variables that they are given")
    func surroundings() throws {
        let variables = ["GREETING": "a=b"]
        #expect(try output("cat; printf %s \"$GREETING\"", environment: variables) == "a=b")
        #expect(try output("printf %s \"$PATH\"").contains("/"))
    }

    @Test("they block and ignore no signal, whatever their parent does")
    func signals() throws {
        var (blocked, before) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&blocked)
        unsafe sigaddset(&blocked, SIGUSR1)
        unsafe pthread_sigmask(SIG_BLOCK, &blocked, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        let process = try RunningProcess.start(["sh", "-c", "kill -USR1 $$; sleep 10"])
        #expect(try process.wait().end == .killed(SIGUSR1))
    }

    @Test("a program that is not there is told by its name")
    func missing() throws {
        let error = try #require(throws: FileError.self) {
            try RunningProcess.start(["no-such-program"])
        }
        #expect(error.description.hasPrefix("no-such-program: cannot be started: No such file"))
    }

    @Test("a group ends with what its programs have started")
    func group() throws {
        let folder = try TemporaryFolder()
        let script = "sleep 600 & echo $! > \"$0\"; mv \"$0\" \"$0.done\"; wait"
        let group = try ProcessGroup()
        let process = try RunningProcess.start(
            ["sh", "-c", script, folder.path("number")],
            group: group
        )
        while !FileSystem.exists(folder.path("number.done")) { usleep(10_000) }
        let text = try FileContents.text(folder.path("number.done"))
        let grandchild = try #require(pid_t(text.dropLast()))
        #expect(kill(grandchild, 0) == 0 && process.end() == nil)
        group.end()
        #expect(try process.wait().end == .killed(SIGKILL))
        #expect(Self.hasEnded(grandchild))
    }

    /// Waits until a process that somebody else reaps is gone, or is dead and not reaped.
    static func hasEnded(_ number: pid_t) -> Bool {
        for _ in 0..<500 {
            guard let status = try? FileContents.text("/proc/\(number)/stat") else { return true }
            if status.contains(") Z ") { return true }
            usleep(10_000)
        }
        return false
    }
}
