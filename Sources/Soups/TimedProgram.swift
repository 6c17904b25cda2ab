internal import SystemFiles
internal import Workers

/// A program whose output is read while it runs, and which is ended when it takes too long.
///
/// It runs in a process group of its own, so that what it starts ends with it, and with this
/// process.
struct TimedProgram {
    /// How a program ended, and what it printed.
    struct Outcome {
        let end: End
        let output: String
        /// The last lines of its messages.
        let messages: String
    }

    /// How a program ended.
    enum End: Equatable {
        case ended(RunningProcess.End)
        case late(Duration)
    }

    private let arguments: [String]

    /// - Precondition: There is at least the program's name.
    init(_ arguments: [String]) {
        precondition(!arguments.isEmpty, "a program has a name")
        self.arguments = arguments
    }

    /// Runs the program, which finds nothing to read, to its end.
    ///
    /// - Throws: `FileError` when it cannot be started; `WorkError.cancelled`.
    func run(timeout: Duration, _ cancellation: Cancellation) throws -> Outcome {
        let group = try ProcessGroup()
        var (process, reading) = try start(in: group)
        let deadline = ContinuousClock.now + timeout
        var end: RunningProcess.End?
        while end == nil, ContinuousClock.now < deadline, !cancellation.isCancelled {
            reading.poll()
            end = process.end()
        }
        // What it has started ends with it.
        group.end()
        if end == nil { _ = try process.wait() }
        try cancellation.check()
        reading.drain()
        return Outcome(
            end: end.map(End.ended) ?? .late(timeout),
            output: reading.output.text,
            messages: reading.messages.lastLines
        )
    }

    private func start(in group: ProcessGroup) throws -> (RunningProcess, ProgramReading) {
        let (output, messages) = (try FileDescriptor.pipe(), try FileDescriptor.pipe())
        let process = try RunningProcess.start(
            arguments,
            output: output.write,
            messages: messages.write,
            group: group
        )
        return (process, ProgramReading(output.read, messages.read))
    }
}

extension TimedProgram.Outcome {
    /// The error that this is; nil where the program ended well.
    func error(of command: String) -> SoupError? {
        func failure(_ reason: String) -> SoupError {
            .program(command: command, reason: reason, messages: messages)
        }
        return switch end {
        case .ended(.exited(0)): nil
        case .ended(.exited(let status)): failure("ended with status \(status)")
        case .ended(.killed(let signal)): failure("was ended by signal \(signal)")
        case .late(let limit): .late(command: command, limit: limit, messages: messages)
        }
    }
}

/// What a program has printed so far.
private struct ProgramReading {
    private(set) var output: ProgramText
    private(set) var messages: ProgramText

    init(_ output: FileDescriptor, _ messages: FileDescriptor) {
        self.output = ProgramText(output)
        self.messages = ProgramText(messages)
    }

    /// Waits a moment for text, and takes it.
    mutating func poll() {
        let isComplete = output.descriptor == nil && messages.descriptor == nil
        // A program that has closed both is about to end.
        wait(milliseconds: isComplete ? 2 : 50)
    }

    /// Takes text that is there already, which a pipe's capacity bounds.
    mutating func drain() {
        for _ in 0..<64 where !wait(milliseconds: 0) { return }
    }

    /// Takes text that comes in time; returns whether there was any.
    @discardableResult
    private mutating func wait(milliseconds: Int32) -> Bool {
        let ready = FileDescriptor.wait(
            for: [output.descriptor, messages.descriptor],
            milliseconds: milliseconds
        )
        if ready.contains(0) { output.read() }
        if ready.contains(1) { messages.read() }
        return !ready.isEmpty
    }
}

/// The end of what came through a pipe.
private struct ProgramText {
    /// The pipe, until its end was read.
    private(set) var descriptor: FileDescriptor?
    private var bytes: [UInt8] = []

    init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }

    /// Takes what is there; only the last kilobytes are kept.
    mutating func read() {
        guard let part = try? descriptor?.read(atMost: Self.kept), !part.isEmpty else {
            descriptor = nil
            return
        }
        bytes = (bytes + part).suffix(Self.kept)
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The last lines as one, for an error's message.
    var lastLines: String {
        text.split(whereSeparator: \.isNewline).suffix(3).joined(separator: " | ")
    }

    private static let kept = 4096
}
