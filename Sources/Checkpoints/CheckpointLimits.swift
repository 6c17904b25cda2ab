public import PyTorchFiles
package import TextFormats

/// Bounds on what a file may make the reader allocate.
///
/// Real checkpoints stay far below the standard limits; files built to exhaust memory do not.
public struct CheckpointLimits: Sendable {
    /// The longest header of a safetensors file, in bytes.
    public var headerByteCount: UInt64 = 100_000_000
    /// The longest index of a sharded checkpoint, in bytes.
    public var indexByteCount: UInt64 = 64 << 20
    /// The longest configuration next to the weights, in bytes.
    public var configurationByteCount: UInt64 = 4 << 20
    /// How deeply JSON may nest.
    public var nestingDepth = 8
    /// The longest JSON string, in bytes.
    public var stringByteCount = 1 << 20
    /// The most members of a JSON object, such as entries of the metadata or fields of a tensor.
    ///
    /// Objects that list tensors have `tensorCount` instead.
    public var memberCount = 100_000
    /// The most tensors in one file, or in one index.
    public var tensorCount = 1_000_000
    /// The most files behind one index.
    public var shardCount = 10_000
    /// The longest name of a tensor, in bytes.
    public var nameByteCount = 4096
    /// The most dimensions of a tensor.
    public var rank = 16
    /// The bounds for PyTorch files alone; their bounds on names and dimensions are not used.
    public var pyTorch = PyTorchLimits()

    /// Creates the standard limits, to be changed one by one.
    public init() {}

    /// The bounds for JSON alone.
    package var ofJSON: JSONLimits {
        JSONLimits(
            nestingDepth: nestingDepth,
            stringByteCount: stringByteCount,
            memberCount: memberCount
        )
    }

    /// The bounds for PyTorch files, with those that all formats share.
    var ofPyTorch: PyTorchLimits {
        var limits = pyTorch
        limits.nameByteCount = nameByteCount
        limits.rank = rank
        return limits
    }

    /// The limits that suit every checkpoint in common use.
    public static let standard = CheckpointLimits()
}
