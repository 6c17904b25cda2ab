internal import SystemFiles
package import TextFormats

/// Why a batch could not start, or could not go on as a whole.
package enum BatchError: Error, Sendable, Equatable {
    /// Jobs that cannot be done, each with its reasons, found before any was started.
    case jobs([JobProblem])
    /// Jobs in whose places something is that the batch did not make.
    case obstructed([JobProblem])
    /// Outputs that another run of a batch makes at this moment, and how to recognise it.
    case claimed(outputs: [String], by: String)
    /// File systems that have no room for all outputs.
    case fullDisk([DiskSpace])
    /// A file of jobs that cannot be understood at all.
    case unreadable(path: String, reason: String)
    /// A file of the batch itself that cannot be read or written.
    case file(path: String, reason: String)

    /// A job and why it cannot be done.
    package struct JobProblem: Sendable, Equatable {
        /// The job's name.
        package let job: String
        /// One sentence.
        package let reason: String

        init(_ job: String, _ reason: String) {
            self.job = job
            self.reason = reason
        }

        /// The problem of a job, with its place in the file where that is known.
        init(_ job: JobPlace, _ reason: String) {
            self.init(job.name, (job.line.map { $0 + ": " } ?? "") + reason)
        }
    }
}

extension BatchError {
    /// A file of the batch itself that cannot be used.
    init(_ error: FileError) {
        let line = error.line.map { "line \($0) " } ?? ""
        self = .file(path: error.path, reason: line + error.message)
    }
}

extension BatchError: CustomStringConvertible {
    /// One line for a file; one line per reason that jobs cannot be done.
    package var description: String { printableText.text }
}

extension BatchError: PrintableTextConvertible {
    package var printableText: PrintableText {
        switch self {
        case .file(let path, let reason), .unreadable(let path, let reason): "\(path): \(reason)"
        case .jobs(let problems), .obstructed(let problems): Self.text(problems)
        case .claimed(let outputs, let other):
            """
            \(Self.list(outputs)) \(outputs.count == 1 ? "is" : "are") being made by \(other); \
            let it end, or write to other places
            """
        case .fullDisk(let spaces):
            "the outputs do not fit, so no job was started: "
                + PrintableText.joined(
                    spaces.map { space in
                        "on the disk of \(space.folder) they need \(space.bytesNeeded) bytes more, "
                            + "and \(space.bytesFree) are free"
                    },
                    separator: "; "
                )
        }
    }

    /// The first of some paths, and how many more there are.
    private static func list(_ paths: [String]) -> PrintableText {
        let shown = PrintableText.joined(paths.prefix(3).map { "\($0)" }, separator: ", ")
        return paths.count > 3 ? "\(shown) and \(paths.count - 3) more" : shown
    }

    /// A sweep can have one in each of a thousand outputs' places.
    static let mostShown = 20

    /// Jobs of a sweep often have the same mistake: it is told once.
    private static func text(_ problems: [JobProblem]) -> PrintableText {
        let jobs = Dictionary(grouping: problems) { UTF8Key($0.reason) }
        let lines = problems.map(\.reason).withoutRepeats
            .map { reason -> PrintableText in
                let names = (jobs[reason] ?? []).map(\.job).withoutRepeats
                    .map(PrintableText.quoted)
                let others =
                    switch names.count {
                    case 1: ""
                    case 2: " and \(names[1])"
                    default: " and \(names.count - 1) others"
                    }
                return "job \(names[0])\(others): \(reason)"
            }
        let count = problems.map(\.job).withoutRepeats.count
        let heading: PrintableText =
            "\(count) of the batch's jobs cannot be done, so none was started:"
        let rest = lines.count - Self.mostShown
        let more: [PrintableText] = rest > 0 ? ["and \(rest) more"] : []
        return PrintableText.joined(
            [heading] + lines.prefix(Self.mostShown) + more,
            separator: "\n  "
        )
    }
}
