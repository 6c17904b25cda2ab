internal import Glibc
internal import TextFormats

/// A reason why a file could not be read or written.
///
/// The description is one line that says where the problem is, what it is, and, where there is
/// one, the way out.
public struct FileError: Error, Sendable, Equatable {
    /// The kinds of failure, grouped so that a caller can choose an exit status.
    public enum Code: String, Sendable, CaseIterable {
        /// An input is not there or may not be read.
        case missing
        /// The bytes of an input break the rules of its format.
        case malformed
        /// An input is of a kind that is recognised but not read.
        case unsupported
        /// The output is there already.
        case exists
        /// The output cannot be made as asked.
        case cannotCreate
        /// The operating system reported an error; `errorNumber` holds it.
        case inputOutput
        /// An input changed while it was in use.
        case changed
    }

    /// Which choice of the caller's would help; whoever talks to people knows how it is made.
    public struct Remedy: Sendable, Hashable {
        private let name: String

        /// Names a choice, for a constant of the library that offers it.
        package init(_ name: String) { self.name = name }

        /// Let the output replace what is there.
        public static let replacement = Remedy("replacement")
    }

    /// The kind of failure.
    public let code: Code
    /// The file or folder concerned.
    public package(set) var path: String
    /// What is wrong, in one sentence.
    public let message: String
    /// The line of a text at which the problem was found, counted from 1.
    public let line: Int?
    /// The byte of the file at which the problem was found.
    public let offset: UInt64?
    /// The `errno` of the failed system call.
    public let errorNumber: Int32?
    /// Which choice of the caller's would help, where one would.
    public let remedy: Remedy?

    package init(
        _ code: Code,
        _ path: String,
        _ message: String,
        line: Int? = nil,
        offset: UInt64? = nil,
        errorNumber: Int32? = nil,
        remedy: Remedy? = nil
    ) {
        self.code = code
        self.path = path
        self.message = message
        self.line = line
        self.offset = offset
        self.errorNumber = errorNumber
        self.remedy = remedy
    }
}

extension FileError: CustomStringConvertible {
    /// One line: the path, the line where it is known, the message, and the byte where it is known.
    public var description: String {
        let place = PrintableText.escaped(path) + (line.map { ":\($0)" } ?? "")
        return place + ": " + message + (offset.map { " (at byte \($0))" } ?? "")
    }

    /// Whether another process holds a lock.
    package var isHeldElsewhere: Bool { errorNumber == EWOULDBLOCK }
}
