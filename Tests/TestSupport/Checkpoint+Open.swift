public import Checkpoints

extension Checkpoint {
    /// Opens a checkpoint; tests need options seldom.
    public static func open(
        _ path: String,
        limits: CheckpointLimits = .standard,
        pyTorch options: PyTorchOptions = PyTorchOptions()
    ) throws(CheckpointError) -> Checkpoint {
        try CheckpointInput(path, pyTorch: options).open(limits: limits)
    }
}
