/// A checkpoint that is to be opened: where it is, and how it is read.
///
/// Whatever names an input passes this on, and nothing else opens checkpoints, so that no option is lost
/// on the way.
public struct CheckpointInput: Sendable {
    /// A safetensors or PyTorch file, an index file, or a folder in the Hugging Face or open_clip
    /// layout.
    public var path: String
    /// How it is opened.
    public var reading: ReadingOptions

    /// Names a checkpoint.
    public init(_ path: String, reading: ReadingOptions) {
        self.path = path
        self.reading = reading
    }

    /// Names a checkpoint that is read without options: an output of Stockpot, or one that only
    /// safetensors can be.
    public static func plain(_ path: String) -> CheckpointInput {
        CheckpointInput(path, reading: ReadingOptions())
    }

    /// Opens the checkpoint and checks everything that can be checked without reading its data.
    ///
    /// What a file holds is told from its first bytes. Nothing in it is executed.
    ///
    /// - Throws: `CheckpointError`, with the number of the failed rule for malformed headers.
    /// - Complexity: O(metadata) time and memory; reads no tensor data.
    public func open(
        limits: CheckpointLimits = .standard
    ) throws(CheckpointError) -> Checkpoint {
        try Checkpoint(opening: self, limits: limits)
    }

    /// Opens the checkpoint, and holds its names in the memory of another one's where they are the same.
    ///
    /// - Throws: `CheckpointError`, as `open` does.
    /// - Complexity: O(metadata) time and memory.
    package func open(sharingNamesOf other: Checkpoint?) throws(CheckpointError) -> Checkpoint {
        try Checkpoint(opening: self, limits: .standard, sharingNamesOf: other)
    }
}
