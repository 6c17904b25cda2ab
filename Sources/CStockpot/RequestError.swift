internal import MergeEngine
internal import MergeVerification
internal import TextFormats

/// Why a request of a C program is not carried out.
struct RequestError: Error {
    /// What is wrong, where, and what would be right.
    let message: String
    /// The tensor concerned.
    let tensor: String?
    /// The status of the call.
    let status: FailureStatus

    init(_ message: String, tensor: String? = nil, _ status: FailureStatus = .usage) {
        self.message = message
        self.tensor = tensor
        self.status = status
    }

    /// The system gives no memory.
    static func memory(_ byteCount: Int) -> RequestError {
        RequestError("the system refuses \(byteCount) bytes of memory", .system)
    }
}

/// An error as a result states it.
struct Failure {
    let status: FailureStatus
    let message: String
    let tensor: String?

    init(_ error: any Error) {
        let said: String
        switch error {
        case let error as RequestError:
            (status, said, tensor) = (error.status, error.message, error.tensor)
        case let error as RecipeError:
            // The recipe is the caller's request, not a file.
            (status, said, tensor) = (.usage, Self.text(error), nil)
        case let error as VerificationError:
            if case .notRecomputed = error { status = .usage } else { status = .badData }
            said = error.description
            tensor = nil
        default:
            status = FailureStatus(error) ?? .software
            said = "\(error)"
            tensor = MergeError.tensor(of: error)
        }
        // Names from the caller may hold anything: what is said of them is one line.
        message = PrintableText.escaped(said)
    }

    private static func text(_ error: RecipeError) -> String {
        error.all.prefix(RecipeError.mostShown).map { one in
            // Recipes that programs write are one line.
            if one.line == 1 { return one.message }
            return "recipe" + (one.line.map { ", line \($0)" } ?? "") + ": \(one.message)"
        }.joined(separator: "; ")
    }

    /// The error for programs.
    var json: String {
        let members = [
            JSONMember("status", .number(JSONNumber(status.rawValue))),
            JSONMember("message", .string(message)),
            tensor.map { JSONMember("tensor", .string($0)) },
        ]
        return JSONValue.object([JSONMember("error", .object(members.compactMap(\.self)))])
            .text(.compact)
    }
}
