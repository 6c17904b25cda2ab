/// A reason why results could not be read or kept.
package struct EvaluationResultsError: Error, Sendable, Equatable {
    /// The kinds of failure, grouped so that a caller can choose an exit status.
    package enum Code: Sendable {
        /// A file of results is not there or may not be read.
        case missing
        /// A file of results breaks the rules of its format.
        case malformed
        /// The operating system reported an error while writing.
        case inputOutput
    }

    /// The kind of failure.
    package let code: Code
    /// The file.
    package let path: String
    /// The line, counted from 1.
    package let line: Int?
    /// What is wrong, in one sentence.
    package let message: String

    init(_ code: Code, _ path: String, line: Int? = nil, _ message: String) {
        self.code = code
        self.path = path
        self.line = line
        self.message = message
    }
}

extension EvaluationResultsError: CustomStringConvertible {
    /// One line: the file, the line, and what is wrong.
    package var description: String {
        path + (line.map { ":\($0)" } ?? "") + ": " + message
    }
}
