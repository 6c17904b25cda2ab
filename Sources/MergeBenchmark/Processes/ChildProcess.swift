internal import SystemFiles
package import Workers

/// A program that is run to its end and measured from outside.
///
/// The kernel counts the memory of the process that starts a program as the program's own until
/// it has replaced it. So that a small program's peak is not ours, a shell of a megabyte starts
/// it and leaves; the orphan is adopted, and waited for, here.
package struct ChildProcess: Sendable {
    /// The program's path, or its name on the `PATH`.
    package var program: String
    /// The arguments behind the program's name.
    package var arguments: [String]
    /// Variables in addition to those of this process; they win over them.
    package var environment: [String: String]
    /// The file that receives what the program prints; nil drops it.
    package var output: String?
    /// The file that receives the program's messages; nil drops them.
    package var messages: String?

    /// Describes a program; nothing is started yet.
    package init(
        _ program: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        output: String? = nil,
        messages: String? = nil
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.output = output
        self.messages = messages
    }

    /// Runs the program, which finds nothing to read, and waits for its end.
    ///
    /// What it has started ends with it, and all of it with this process.
    ///
    /// - Parameter cancellation: Ends the program early, and the wait.
    /// - Returns: Its status and what it took; status 127 when there is no such program.
    /// - Throws: `BenchmarkError.process` when the system starts no process; `WorkError`.
    package func run(_ cancellation: Cancellation = Cancellation()) throws -> ProcessOutcome {
        let group = try ProcessGroup()
        defer { group.end() }
        let launcher = try ProcessLauncher(
            arguments: [program] + arguments,
            environment: environment,
            output: output ?? "/dev/null",
            messages: messages ?? "/dev/null",
            group: group
        )
        let isOver = Monitor(false)
        let watch: @Sendable (Int) -> Void = { _ in
            // A wait for the system's own signal would end with any other of its threads' signals too.
            while !isOver.withLock({ $0 }) {
                if cancellation.isCancelled { return group.end() }
                Pause.milliseconds(20)
            }
        }
        let outcome = try WorkerPool.run(1, watch) {
            defer { isOver.withLock { $0 = true } }
            return try launcher.run()
        }
        try cancellation.check()
        return outcome
    }
}
