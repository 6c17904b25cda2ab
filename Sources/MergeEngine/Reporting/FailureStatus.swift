internal import Checkpoints
internal import LinearAlgebra
internal import Merging
internal import SystemFiles
internal import Workers

/// How a program should end after a failure, in the numbers of sysexits.h.
package enum FailureStatus: Int32 {
    case usage = 64
    case badData = 65
    case missingInput = 66
    case software = 70
    case system = 71
    case cannotCreate = 73
    case inputOutput = 74

    /// The status after an error of a merge; nil for errors of others.
    package init?(_ error: any Error) {
        switch error {
        case let error as CheckpointError: self.init(error.code)
        case let error as FileError: self.init(error.code)
        case MergeError.insufficientMemory: self = .usage
        case is MergeError: self = .badData
        case WorkError.cancelled: self = .software
        case is WorkError, LinearAlgebraError.addressSpace: self = .system
        case is MethodError: self = .usage
        case let error as RecipeError: self = error.path == nil ? .usage : .badData
        default: return nil
        }
    }

    private init(_ code: FileError.Code) {
        switch code {
        case .missing: self = .missingInput
        case .malformed, .unsupported, .changed: self = .badData
        case .exists, .cannotCreate: self = .cannotCreate
        case .inputOutput: self = .inputOutput
        }
    }
}
