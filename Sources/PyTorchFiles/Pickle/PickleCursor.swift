import SystemFiles

/// A position in a pickle, which is read from its file in windows.
struct PickleCursor {
    private let file: InputFile
    private let end: UInt64
    private var window: [UInt8] = []
    private var windowOffset: UInt64
    private var index = 0
    /// The opcode being carried out, and the byte of the file at which it is.
    private(set) var opcode: UInt8 = 0
    private(set) var opcodeOffset: UInt64

    private static let windowByteCount: UInt64 = 1 << 16

    /// Begins at a byte of a file, and goes no further than `end`.
    init(_ file: InputFile, from start: UInt64, to end: UInt64) {
        self.file = file
        self.end = end
        windowOffset = start
        opcodeOffset = start
    }

    /// The byte of the file to be read next.
    var offset: UInt64 { windowOffset + UInt64(index) }

    mutating func nextOpcode() throws(PyTorchError) -> UInt8 {
        opcodeOffset = offset
        opcode = 0
        opcode = try byte()
        return opcode
    }

    mutating func byte() throws(PyTorchError) -> UInt8 {
        if index == window.count { try refill() }
        defer { index += 1 }
        return window[index]
    }

    private mutating func refill() throws(PyTorchError) {
        let start = offset
        guard start < end else { throw failure("the pickle is cut off") }
        let count = Int(min(Self.windowByteCount, end - start))
        window = try rethrowing(file.bytes(at: start, count: count))
        windowOffset = start
        index = 0
    }

    mutating func bytes(_ count: Int) throws(PyTorchError) -> [UInt8] {
        guard UInt64(count) <= end - offset else {
            throw failure("\(count) bytes follow, which goes beyond the pickle's end")
        }
        if count > window.count - index {
            let bytes = try rethrowing(file.bytes(at: offset, count: count))
            windowOffset = offset + UInt64(count)
            window = []
            index = 0
            return bytes
        }
        defer { index += count }
        return Array(window[index..<index + count])
    }

    /// A little-endian number.
    mutating func number(byteCount: Int) throws(PyTorchError) -> UInt64 {
        var number: UInt64 = 0
        for place in 0..<byteCount { number |= UInt64(try byte()) << (8 * UInt64(place)) }
        return number
    }

    /// The text before the next line feed.
    mutating func line() throws(PyTorchError) -> String {
        let longest = 1024
        var text: [UInt8] = []
        while true {
            let next = try byte()
            if next == UInt8(ascii: "\n") { break }
            text.append(next)
            guard text.count <= longest else {
                throw failure("a name is longer than \(longest) bytes")
            }
        }
        guard let line = String(validating: text, as: UTF8.self) else {
            throw failure("a name is not UTF-8")
        }
        return line
    }

    /// An error at the current opcode.
    func failure(
        _ message: String,
        code: FileError.Code = .malformed,
        remedy: FileError.Remedy? = nil
    ) -> PyTorchError {
        let name = PickleOpcode(rawValue: opcode).map { " \($0.name)" } ?? ""
        let text = "pickle opcode \(opcode)\(name): \(message)"
        return PyTorchError(code, file.path, text, offset: opcodeOffset, remedy: remedy)
    }
}
