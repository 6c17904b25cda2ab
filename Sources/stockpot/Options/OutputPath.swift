internal import ArgumentParser
internal import Checkpoints

/// Where an output checkpoint goes, as the command line names it.
enum OutputPath {
    /// Refuses names of files that are not written.
    static func require(_ path: String) throws {
        guard let refusal = CheckpointDestination.refusal(of: path) else { return }
        throw ValidationError("--output: " + refusal)
    }
}
