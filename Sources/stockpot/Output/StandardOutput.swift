internal import Glibc
internal import TextFormats

/// Where results go.
enum StandardOutput {
    /// Prints a line.
    ///
    /// - Throws: `StandardOutputError` when it cannot be written whole: a result that nobody
    ///   received is not a success.
    static func print(_ line: PrintableText) throws {
        guard FileDescriptorText.write(line.text + "\n", to: STDOUT_FILENO) else {
            throw StandardOutputError(number: errno)
        }
    }
}

extension StandardOutput {
    /// Prints lines one after the other, so that there can be a million.
    ///
    /// - Throws: As `print` does.
    static func print(lines: some Sequence<String>) throws {
        var block: [String] = []
        for line in lines {
            block.append(line)
            guard block.count == 1024 else { continue }
            try print(PrintableText(lines: block))
            block.removeAll(keepingCapacity: true)
        }
        if !block.isEmpty { try print(PrintableText(lines: block)) }
    }
}

/// A result that could not be written.
struct StandardOutputError: Error, CustomStringConvertible {
    let number: Int32

    var description: String {
        "standard output: " + (unsafe strerror(number).map { unsafe String(cString: $0) } ?? "")
    }
}

/// Text on its way to an open file.
enum FileDescriptorText {
    /// Writes text as it is; returns whether all of it was taken.
    static func write(_ text: String, to descriptor: Int32) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { bytes in
                unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return false }
            rest = rest.dropFirst(written)
        }
        return true
    }
}

/// Results that a program can read.
enum JSONText {
    /// A value as JSON in the one layout of all commands and of the files of results: a line for each
    /// value, blanks behind colons and commas, keys sorted, so that equal results are equal text.
    static func text(_ value: some Encodable) throws -> PrintableText {
        PrintableText(json: try JSONValue(encoding: value), .spaced)
    }
}
