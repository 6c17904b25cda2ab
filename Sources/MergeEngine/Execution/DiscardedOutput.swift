internal import Tensors

/// An output that keeps nothing.
struct DiscardedOutput: MergeDestination {
    func write(_ bytes: RawSpan, to tensor: Int, at byteOffset: Int) {}
}
