/// A linear system that has no trustworthy solution.
public enum LinearAlgebraError: Error, Equatable, Sendable {
    /// The leading minor of this order is not positive.
    case notPositiveDefinite(order: Int)

    /// LAPACK refused an argument or an entry that is NaN or infinite.
    case invalidArgument(routine: String, position: Int)
}

extension LinearAlgebraError: CustomStringConvertible {
    /// One sentence that says what failed.
    public var description: String {
        switch self {
        case .notPositiveDefinite(let order):
            "the matrix is not positive definite: its leading minor of order \(order) is not positive"
        case .invalidArgument(let routine, let position):
            "\(routine) refused its argument \(position)"
        }
    }
}
