internal import Checkpoints
internal import FoundationEssentials

/// What stands where a merge goes.
enum OutputFiles {
    /// The fingerprints of the weight files of a finished output.
    ///
    /// - Throws: `CheckpointError` when it is no checkpoint.
    static func fingerprints(of output: String) throws(CheckpointError) -> [FileFingerprint] {
        var fingerprints: [FileFingerprint] = []
        for path in try Checkpoint.open(output).files { fingerprints.append(try .of(path)) }
        return fingerprints
    }

    /// A path that is the same for all spellings of one place, links aside.
    static func identity(of path: String) -> String {
        URL(filePath: path).absoluteURL.standardized.path
    }

    /// The recipe that an output records, if it is one of stockpot's.
    static func recipe(of output: String) -> String? {
        (try? Checkpoint.open(output))?.metadata["stockpot.recipe"]
    }

    /// The folder in which an output stands.
    static func folder(of output: String) -> String {
        let parts = output.split(separator: "/", omittingEmptySubsequences: true).dropLast()
        let path = parts.joined(separator: "/")
        return output.hasPrefix("/") ? "/" + path : parts.isEmpty ? "." : path
    }

    /// Whether nothing stands there, or an empty folder.
    static func isAbsent(_ output: String) -> Bool {
        let manager = FileManager.default
        guard manager.fileExists(atPath: output) else { return true }
        return (try? manager.contentsOfDirectory(atPath: output))?.isEmpty ?? false
    }
}
