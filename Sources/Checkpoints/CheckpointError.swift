internal import PyTorchFiles
public import SystemFiles
package import TextFormats

/// A reason why a checkpoint could not be read or written.
///
/// The description is one line that says where the problem is, what it is, and, where there is
/// one, the way out.
public struct CheckpointError: Error, Sendable {
    /// The kinds of failure, grouped so that a caller can choose an exit status.
    public typealias Code = FileError.Code

    /// What is wrong with the file.
    public internal(set) var cause: FileError
    /// The tensor concerned, where it is known.
    public internal(set) var tensor: String?
    /// The number of the reading check that failed.
    public let rule: Int?

    package init(
        _ code: Code,
        _ path: String,
        _ message: String,
        tensor: String? = nil,
        offset: UInt64? = nil,
        rule: Int? = nil,
        errorNumber: Int32? = nil,
        remedy: FileError.Remedy? = nil
    ) {
        cause = FileError(
            code,
            path,
            message,
            offset: offset,
            errorNumber: errorNumber,
            remedy: remedy
        )
        self.tensor = tensor
        self.rule = rule
    }

    /// The failure of a file of a checkpoint.
    package init(_ cause: FileError) {
        self.cause = cause
        tensor = nil
        rule = nil
    }

    /// The error of a PyTorch file.
    init(_ error: PyTorchError) {
        cause = error.cause
        tensor = error.tensor
        rule = nil
    }
}

extension CheckpointError {
    /// The kind of failure.
    public var code: Code { cause.code }
    /// The file or folder concerned.
    public internal(set) var path: String {
        get { cause.path }
        set { cause.path = newValue }
    }
    /// What is wrong, in one sentence.
    public var message: String { cause.message }
    /// The byte of the file at which the problem was found.
    public var offset: UInt64? { cause.offset }
    /// The `errno` of the failed system call.
    public var errorNumber: Int32? { cause.errorNumber }
    /// Which choice of the caller's would help, where one would.
    public var remedy: FileError.Remedy? { cause.remedy }
}

extension CheckpointError: CustomStringConvertible {
    /// One line: the path, the tensor, the message, and the byte and rule where they are known.
    public var description: String {
        let place = [offset.map { "at byte \($0)" }, rule.map { "rule \($0)" }].compactMap(\.self)
        let subject = tensor.map { "tensor \(Self.quote($0)): " } ?? ""
        let ending = place.isEmpty ? "" : " (\(place.joined(separator: "; ")))"
        return PrintableText.escaped(path) + ": " + subject + message + ending
    }
}

extension CheckpointError {
    /// Reads a JSON text; its errors become errors of the file that holds it.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - start: The byte of the file at which the text begins.
    ///   - read: Reads the text.
    /// - Returns: What was read.
    /// - Throws: The error of `read`, with the file and the byte of it.
    package static func readingJSON<Value>(
        in path: String,
        at start: UInt64 = 0,
        _ read: () throws(JSONError) -> Value
    ) throws(CheckpointError) -> Value {
        do throws(JSONError) { return try read() } catch {
            throw CheckpointError(error, in: path, at: start)
        }
    }

    /// The error of a JSON text that begins at a byte of a file.
    package init(_ error: JSONError, in path: String, at start: UInt64) {
        self.init(
            .malformed,
            path,
            error.message,
            tensor: error.subject,
            offset: start + UInt64(error.offset),
            rule: error.rule
        )
    }

    /// Text from a file, safe to be inside a one-line message.
    static func quote(_ text: String) -> String { PrintableText.quoted(text) }

    /// The same error with the tensor named.
    func naming(_ tensor: String) -> CheckpointError {
        var error = self
        error.tensor = tensor
        return error
    }
}

/// Calls a function of files, and reports what it throws as an error of the checkpoint.
package func rethrowing<Result>(
    _ call: @autoclosure () throws(FileError) -> Result
) throws(CheckpointError) -> Result {
    do throws(FileError) { return try call() } catch { throw CheckpointError(error) }
}
