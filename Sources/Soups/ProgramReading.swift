internal import Glibc

/// What a program has printed so far.
struct ProgramReading {
    private(set) var output: ProgramText
    private(set) var messages: ProgramText

    init(_ output: Int32, _ messages: Int32) {
        self.output = ProgramText(output)
        self.messages = ProgramText(messages)
    }

    /// Whether both pipes have ended.
    var isComplete: Bool { output.isComplete && messages.isComplete }

    /// Waits a moment for text, and takes it.
    mutating func poll() {
        var descriptors = [output, messages].map {
            pollfd(fd: $0.isComplete ? -1 : $0.descriptor, events: Int16(POLLIN), revents: 0)
        }
        guard unsafe Glibc.poll(&descriptors, 2, Self.milliseconds) > 0 else { return }
        if descriptors[0].revents != 0 { output.read() }
        if descriptors[1].revents != 0 { messages.read() }
    }

    /// How soon a time limit or a cancellation is noticed.
    private static let milliseconds: Int32 = 100
}

/// The end of what came through a pipe.
struct ProgramText {
    let descriptor: Int32
    private(set) var isComplete = false
    private var bytes: [UInt8] = []

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Takes what is there; only the last kilobytes are kept.
    mutating func read() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe buffer.withUnsafeMutableBytes { buffer in
            unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        }
        if count > 0 {
            bytes = (bytes + buffer.prefix(count)).suffix(Self.kept)
        } else if count == 0 || errno != EINTR {
            isComplete = true
        }
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The last lines as one, for an error's message.
    var lastLines: String {
        text.split(whereSeparator: \.isNewline).suffix(3).joined(separator: " | ")
    }

    private static let kept = 4096
}
