internal import Glibc

/// Why work ended early that nothing was wrong with.
public enum WorkError: Error, Sendable, Equatable {
    /// `Cancellation.cancel` was called.
    case cancelled
    /// The system refused a thread.
    case threads(errno: Int32)
}

extension WorkError: CustomStringConvertible {
    /// One line that says what, why, and what to do.
    public var description: String {
        switch self {
        case .cancelled: "cancelled before the end"
        case .threads(let code):
            "the system refuses another thread (\(Self.reason(code))): use fewer threads, or raise "
                + "the limits on processes and memory (ulimit -u, ulimit -v)"
        }
    }

    private static func reason(_ code: Int32) -> String {
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}
