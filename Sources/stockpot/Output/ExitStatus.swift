internal import ArgumentParser
internal import CLIPVision
internal import CheckpointConversion
internal import Checkpoints
internal import Evaluation
internal import Glibc
internal import Images
internal import LinearAlgebra
internal import MergeBatch
internal import MergeBenchmark
internal import MergeEngine
internal import MergeVerification
internal import Merging
internal import ModelChoice
internal import ModelZoo
internal import Recipes
internal import Soups
internal import SystemFiles
internal import TextFormats
internal import TrainingRounds
internal import Workers

/// How the program ends, in the numbers of sysexits.h.
enum ExitStatus: Int32 {
    case checkFailed = 1
    case usage = 64
    case badData = 65
    case missingInput = 66
    case software = 70
    case system = 71
    case cannotCreate = 73
    case inputOutput = 74

    /// Prints one line about an error and ends the program with its status.
    ///
    /// Requests for help and version are errors to the parser, and print what was asked for.
    static func leave(after error: any Error) -> Never {
        if let interruption = error as? InterruptionError {
            tell("\(interruption)", interruption.exitStatus)
            exit(interruption.exitStatus)
        }
        if let status = ExitStatus(error) {
            tell("\(error)\(Advice.text(for: error))", status.rawValue)
            // At 'exit', OpenBLAS waits for threads of its own, and those for address space.
            if case LinearAlgebraError.addressSpace = error { _exit(status.rawValue) }
            exit(status.rawValue)
        }
        let code = Stockpot.exitCode(for: error)
        if code == .success, !(error is ExitCode) { showHelp(error) }
        guard !(error is ExitCode) else { Stockpot.exit(withError: error) }
        let message = Stockpot.message(for: error)
        guard code == .validationFailure else {
            let line = message.split(separator: "\n").joined(separator: " ")
            tell("\(line) (this is a bug; please report it)", ExitStatus.software.rawValue)
            exit(ExitStatus.software.rawValue)
        }
        tell("\(UsageMessage.text(message, FilePath.arguments))", ExitStatus.usage.rawValue)
        exit(ExitStatus.usage.rawValue)
    }

    /// Prints one line about an error, or with `--json` a line of JSON.
    private static func tell(_ message: PrintableText, _ status: Int32) {
        guard FilePath.arguments.prefix(while: { $0 != "--" }).contains("--json"),
            let record = try? JSONText.text(Failure(error: message.text, status: status))
        else { return StandardError.print("error: \(message)") }
        StandardError.print(record)
    }

    /// What a program reads of an error.
    private struct Failure: Encodable {
        let error: String
        let status: Int32
    }

    /// Prints what was asked for about the program, lines of usage no longer than the terminal's.
    private static func showHelp(_ error: any Error) -> Never {
        let width = Terminal.columns ?? 80
        let help = UsageLines.wrapped(Stockpot.fullMessage(for: error, columns: width), width)
        do { try StandardOutput.print(PrintableText(document: help)) } catch {
            exit(ExitStatus.inputOutput.rawValue)
        }
        exit(0)
    }

    private init?(_ error: any Error) {
        switch error {
        case let error as ConversionError: self.init(error)
        case VisionError.headCount, VerificationError.notRecomputed: self = .usage
        case is VerificationError, is VisionError, is ImageError, is EvaluationError:
            self = .badData
        case is InputSearch.Failure, RoundsError.missingCopies: self = .missingInput
        case RoundsError.claimed: self = .cannotCreate
        case let error as BatchError: self.init(error)
        case let error as BenchmarkError: self.init(error)
        case let error as SoupError: self.init(error)
        case let error as ModelChoiceError: self.init(error)
        case is TornZooError: self = .badData
        case is FamilyError: self = .usage
        case is StandardOutputError: self = .inputOutput
        default:
            guard let status = FailureStatus(error) else { return nil }
            self.init(rawValue: status.rawValue)
        }
    }

    private init(_ error: BatchError) {
        switch error {
        case .jobs: self = .badData
        case .obstructed, .claimed, .fullDisk: self = .cannotCreate
        case .unreadable: self = .badData
        case .file: self = .cannotCreate
        }
    }

    private init(_ error: ConversionError) {
        switch error {
        case .insufficientMemory: self = .usage
        case .unstated: self = .usage
        case .unknownDialect, .unknownTensors, .duplicateName, .untransposable, .overflow,
            .inexpressible, .missingHead:
            self = .badData
        }
    }

    private init(_ error: ModelChoiceError) {
        switch error {
        case .data: self = .badData
        case .request, .insufficientMemory: self = .usage
        }
    }

    private init(_ error: SoupError) {
        switch error {
        case .missingScore, .notComparable, .single: self = .badData
        case .sameName, .command, .parameter: self = .usage
        case .program, .late: self = .inputOutput
        }
    }

    private init(_ error: BenchmarkError) {
        switch error {
        case .missingPeer: self = .missingInput
        case .folder: self = .cannotCreate
        case .process, .space, .failed: self = .inputOutput
        }
    }
}
