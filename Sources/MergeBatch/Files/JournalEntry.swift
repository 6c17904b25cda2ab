internal import Checkpoints
internal import SystemFiles
internal import TextFormats

/// What is known of a job from an earlier run.
struct JournalEntry: Codable, Sendable {
    /// How far the job came.
    enum State: String, Codable {
        /// Its merge began: an output that is in its place may be its own.
        case started
        /// Its output was in place.
        case finished
    }

    /// An input as it was when it was merged.
    struct Input: Codable, Equatable {
        let file: FileFingerprint
        /// The SHA-256, where it was asked for.
        let checksum: String?

        /// Whether the file holds the same bytes as it did: the checksums decide where both know
        /// one.
        func matches(_ other: Input) -> Bool {
            guard let checksum, let otherChecksum = other.checksum else {
                return file == other.file
            }
            return file.path.isExactly(other.file.path) && checksum == otherChecksum
        }
    }

    let state: State
    let job: String
    let output: String
    let recipe: String
    let inputs: [Input]
    /// The weight files of the finished output.
    let outputs: [FileFingerprint]
}
