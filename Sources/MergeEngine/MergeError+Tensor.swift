internal import Checkpoints

extension MergeError {
    /// The tensor that an error is about, where it is about one.
    package static func tensor(of error: any Error) -> String? {
        if let error = error as? CheckpointError { return error.tensor }
        return switch error as? MergeError {
        case .differingShapes(let tensor, _), .differingTypes(let tensor, _),
            .differingBytes(let tensor, _, _, _), .nonFinite(let tensor, _, _),
            .overflow(let tensor, _, _), .squaresOverflow(let tensor),
            .squaresUnderflow(let tensor), .noArithmetic(let tensor, _):
            tensor
        default: nil
        }
    }
}
