internal import Glibc

/// What a program has printed so far.
struct ProgramReading {
    private(set) var output: ProgramText
    private(set) var messages: ProgramText

    init(_ output: Int32, _ messages: Int32) {
        self.output = ProgramText(output)
        self.messages = ProgramText(messages)
    }

    /// Waits a moment for text, and takes it.
    mutating func poll() {
        let isComplete = output.isComplete && messages.isComplete
        // A program that has closed both is about to end.
        wait(milliseconds: isComplete ? 2 : 50)
    }

    /// Takes the text that is there already, which a pipe's capacity bounds.
    mutating func drain() {
        for _ in 0..<64 where !wait(milliseconds: 0) { return }
    }

    /// Takes text that comes in time; returns whether there was any.
    @discardableResult
    private mutating func wait(milliseconds: Int32) -> Bool {
        var descriptors = [output, messages].map {
            pollfd(fd: $0.isComplete ? -1 : $0.descriptor, events: Int16(POLLIN), revents: 0)
        }
        guard unsafe Glibc.poll(&descriptors, 2, milliseconds) > 0 else { return false }
        if descriptors[0].revents != 0 { output.read() }
        if descriptors[1].revents != 0 { messages.read() }
        return true
    }
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
