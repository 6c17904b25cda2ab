/// A linear system or a decomposition that has no trustworthy solution, or that cannot be worked on.
public enum LinearAlgebraError: Error, Equatable, Sendable {
    /// The leading minor of this order is not positive.
    case notPositiveDefinite(order: Int)

    /// LAPACK refused an argument or an entry that is NaN or infinite.
    case invalidArgument(routine: String, position: Int)

    /// An iteration of LAPACK did not converge.
    case noConvergence(routine: String)

    /// The system refuses the address space that the library needs.
    case addressSpace(byteCount: Int)
}

extension LinearAlgebraError {
    /// Turns what a LAPACK routine returned into an error; zero is success.
    static func check(_ info: Int32, of routine: String) throws(LinearAlgebraError) {
        if info < 0 { throw .invalidArgument(routine: routine, position: Int(-info)) }
        if info > 0 { throw .noConvergence(routine: routine) }
    }
}

extension LinearAlgebraError: CustomStringConvertible {
    /// One sentence that says what failed.
    public var description: String {
        switch self {
        case .notPositiveDefinite(let order):
            "the matrix is not positive definite: its leading minor of order \(order) is not positive"
        case .invalidArgument(let routine, let position):
            "\(routine) refused its argument \(position)"
        case .noConvergence(let routine): "\(routine) did not converge"
        case .addressSpace(let byteCount):
            "the system refuses \(byteCount >> 20) MiB of address space for OpenBLAS: "
                + "use fewer threads, or raise the limit (ulimit -v)"
        }
    }
}
