internal import SystemFiles

/// A reason why nothing could be measured.
package enum BenchmarkError: Error, Sendable, Equatable {
    /// The operating system refused a call that concerns processes.
    case process(action: String, reason: String)
    /// The working folder, or a file in it, cannot be made or read.
    case folder(path: String, reason: String)
    /// The file system of the working folder is too full.
    case space(path: String, needed: Int, available: Int)
    /// There is no program to compare with.
    case missingPeer(String, remedy: String)
    /// A contestant ended with an error.
    case failed(contestant: String, status: Int, message: String)
}

extension BenchmarkError {
    /// A folder or file that cannot be used.
    init(_ error: FileError) { self = .folder(path: error.path, reason: error.message) }
}

extension BenchmarkError: CustomStringConvertible {
    /// One line that says what, where, and what to do.
    package var description: String {
        switch self {
        case .process(let action, let reason): "cannot \(action): \(reason)"
        case .folder(let path, let reason):
            "\(path): the folder for the inputs cannot be used: \(reason)"
        case .space(let path, let needed, let available):
            """
            \(path): the inputs and outputs need \(needed) bytes, \(available) are free; choose \
            another folder, or a smaller shape
            """
        case .missingPeer(let name, let remedy): "\(name): not found; \(remedy)"
        case .failed(let contestant, let status, let message):
            "\(contestant) ended with status \(status): \(message)"
        }
    }
}
