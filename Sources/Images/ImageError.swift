/// A reason why an image could not be decoded.
public struct ImageError: Error, Sendable, Equatable {
    /// The kinds of failure.
    public enum Code: Sendable {
        /// The bytes break the rules of their format, or end too early.
        case malformed
        /// The bytes are of a format, or a kind of it, that is not decoded.
        case unsupported
        /// The image is larger than the limits allow.
        case tooLarge
    }

    /// The kind of failure.
    public let code: Code
    /// The file that holds the image, or the place in it.
    public let path: String
    /// What is wrong, in one sentence.
    public let message: String

    package init(_ code: Code, path: String = "", _ message: String) {
        self.code = code
        self.path = path
        self.message = message
    }

    /// The same error with the file named.
    package func naming(_ path: String) -> ImageError { ImageError(code, path: path, message) }
}

extension ImageError: CustomStringConvertible {
    /// One line: the file, and what is wrong.
    public var description: String { path + ": " + message }
}
