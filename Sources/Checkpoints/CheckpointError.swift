/// A reason why a checkpoint could not be read or written.
///
/// The description is one line that says where the problem is, what it is, and, where there is
/// one, the way out.
public struct CheckpointError: Error, Sendable {
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

    /// The kind of failure.
    public let code: Code
    /// The file or folder concerned.
    public internal(set) var path: String
    /// What is wrong, in one sentence.
    public let message: String
    /// The tensor concerned, where it is known.
    public internal(set) var tensor: String?
    /// The byte of the file at which the problem was found.
    public let offset: UInt64?
    /// The number of the reading check that failed.
    public let rule: Int?
    /// The `errno` of the failed system call.
    public let errorNumber: Int32?

    package init(
        _ code: Code,
        _ path: String,
        _ message: String,
        tensor: String? = nil,
        offset: UInt64? = nil,
        rule: Int? = nil,
        errorNumber: Int32? = nil
    ) {
        self.code = code
        self.path = path
        self.message = message
        self.tensor = tensor
        self.offset = offset
        self.rule = rule
        self.errorNumber = errorNumber
    }
}

extension CheckpointError: CustomStringConvertible {
    /// One line: the path, the tensor, the message, and the byte and rule where they are known.
    public var description: String {
        let place = [offset.map { "at byte \($0)" }, rule.map { "rule \($0)" }].compactMap(\.self)
        let subject = tensor.map { "tensor \(Self.quote($0)): " } ?? ""
        let ending = place.isEmpty ? "" : " (\(place.joined(separator: "; ")))"
        return Self.printable(path) + ": " + subject + message + ending
    }
}

extension CheckpointError {
    /// Text from a file, safe to stand inside a one-line message.
    static func quote(_ text: String) -> String { PrintableText.quoted(text) }

    private static func printable(_ text: String) -> String { PrintableText.escaped(text) }

    /// The same error with the tensor named.
    func naming(_ tensor: String) -> CheckpointError {
        var error = self
        error.tensor = tensor
        return error
    }
}
