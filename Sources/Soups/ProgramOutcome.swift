internal import Glibc

/// How a program ended, and what it printed.
struct ProgramOutcome {
    let end: ProgramEnd
    let output: String
    /// The last lines of its messages.
    let messages: String
}

/// How a program ended.
enum ProgramEnd: Equatable, CustomStringConvertible {
    case exited(Int32)
    case killed(Int32)
    case late(Duration)

    /// - Parameter status: What `waitpid` gave.
    init(status: Int32) {
        // The low seven bits hold the signal, the next byte the status.
        self = status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .killed(status & 0x7f)
    }

    var description: String {
        switch self {
        case .exited(let status): "ended with status \(status)"
        case .killed(let signal): "was ended by signal \(signal)"
        case .late(let timeout):
            "took longer than \(timeout / .seconds(1)) seconds (--timeout)"
        }
    }
}
