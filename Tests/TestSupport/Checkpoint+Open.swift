public import Checkpoints

extension Checkpoint {
    /// Opens a checkpoint; tests need options seldom.
    public static func open(
        _ path: String,
        limits: CheckpointLimits = .standard,
        reading options: ReadingOptions = ReadingOptions()
    ) throws(CheckpointError) -> Checkpoint {
        try CheckpointInput(path, reading: options).open(limits: limits)
    }
}
