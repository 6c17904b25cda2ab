internal import Checkpoints
internal import TextFormats

/// A reason why a merged checkpoint cannot be compared at all.
package enum VerificationError: Error, Sendable {
    /// The merged checkpoint does not hold what a merge of these inputs holds.
    case differingTensor(name: String, path: String, reason: String)
    /// The reference has no such method, or its formula has no value for a tensor.
    case noResult(method: String, tensor: String)
    /// The reference has no such form of the method.
    case notRecomputed(String)
}

extension VerificationError: CustomStringConvertible {
    /// One line that says what and where.
    package var description: String {
        switch self {
        case .differingTensor(let name, let path, let reason):
            "\(path): tensor \(PrintableText.quoted(name)) \(reason)"
        case .noResult(let method, let tensor):
            "the reference has no result of method '\(method)' for tensor "
                + PrintableText.quoted(tensor)
        case .notRecomputed(let form):
            "the reference does not recompute \(form), so that the merge cannot be verified"
        }
    }
}
