/// Bounds on what a PyTorch file may make the reader allocate.
///
/// Real checkpoints stay far below the standard limits; files built to exhaust memory do not.
public struct PyTorchLimits: Sendable {
    /// The longest name of a tensor, in bytes.
    public var nameByteCount = 4096
    /// The most dimensions of a tensor.
    public var rank = 16
    /// The most entries of a zip file.
    public var zipEntryCount: UInt64 = 1_000_000
    /// The longest directory of a zip file, in bytes.
    public var zipDirectoryByteCount: UInt64 = 256 << 20
    /// The longest pickle, in bytes.
    public var pickleByteCount: UInt64 = 64 << 20
    /// The most values on a pickle's stack, in its memo, in one of its containers, and the most
    /// objects that it builds.
    public var pickleCount = 1_000_000
    /// The memory that a pickle's objects may take beyond four times its own size, in bytes; with
    /// the reader's buffers it makes 16 MiB.
    public var pickleMemoryByteCount = 15 << 20

    /// Creates the standard limits, to be changed one by one.
    public init() {}

    /// The limits that suit every file in common use.
    public static let standard = PyTorchLimits()
}
