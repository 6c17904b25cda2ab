public import SystemFiles
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
        offset: UInt64? = nil,
        remedy: FileError.Remedy? = nil
    ) {
        cause = FileError(code, path, message, offset: offset, remedy: remedy)
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

extension FileError.Remedy {
    /// Name the dictionary that holds the tensors.
    public static let dictionary = FileError.Remedy("dictionary")
    /// Name one of several dictionaries of tensors.
    public static let oneOfDictionaries = FileError.Remedy("one of dictionaries")
    /// Pass over classes that are not on the list.
    public static let unknownClasses = FileError.Remedy("unknown classes")
}

/// Calls a function of files, and reports what it throws as an error of the PyTorch file.
func rethrowing<Result>(
    _ call: @autoclosure () throws(FileError) -> Result
) throws(PyTorchError) -> Result {
    do throws(FileError) { return try call() } catch { throw PyTorchError(error) }
}
