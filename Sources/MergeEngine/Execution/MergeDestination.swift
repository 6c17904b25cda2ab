internal import Checkpoints

/// Where the tensors of a merge go.
///
/// Tensors are written piece by piece, in any order, by any number of threads.
protocol MergeDestination: Sendable {
    /// Takes bytes of the plan's tensor of a number, beginning at `byteOffset` within it.
    func write(_ bytes: RawSpan, to tensor: Int, at byteOffset: Int) throws(CheckpointError)
}

extension CheckpointWriter: MergeDestination {}
