package import SystemFiles
internal import TextFormats

/// A reason why a PyTorch file could not be read.
///
/// The description is one line that says where the problem is, what it is, and, where there is
/// one, the way out.
package struct PyTorchError: Error, Sendable {
    /// What is wrong with the file.
    package let cause: FileError
    /// The tensor concerned, where it is known.
    package private(set) var tensor: String?

    init(
        _ code: FileError.Code,
        _ path: String,
        _ message: String,
        tensor: String? = nil,
        offset: UInt64? = nil
    ) {
        cause = FileError(code, path, message, offset: offset)
        self.tensor = tensor
    }

    /// The failure of a system call.
    init(_ cause: FileError) { self.cause = cause }

    /// The same error with the tensor named.
    func naming(_ tensor: String) -> PyTorchError {
        var error = self
        error.tensor = tensor
        return error
    }
}

extension PyTorchError: CustomStringConvertible {
    /// One line: the path, the message, the byte where it is known, and the tensor.
    package var description: String {
        let subject = tensor.map { " in tensor \(PrintableText.quoted($0))" } ?? ""
        return cause.description + subject
    }
}

/// Calls a function of files, and reports what it throws as an error of the PyTorch file.
func rethrowing<Result>(
    _ call: @autoclosure () throws(FileError) -> Result
) throws(PyTorchError) -> Result {
    do throws(FileError) { return try call() } catch { throw PyTorchError(error) }
}
