import SystemFiles
import Tensors

/// The part of a file that holds data, and the rule that tensors fill it without hole or overlap.
struct DataOrder {
    let path: String
    let dataOffset: UInt64
    let end: UInt64

    /// Puts tensors into the order of their data.
    ///
    /// - Complexity: O(n) for n tensors in that order already, O(n log n) otherwise.
    func arrange(_ unsorted: TensorList) throws(CheckpointError) -> TensorList {
        func precedes(_ left: TensorRecord, _ right: TensorRecord) -> Bool {
            (left.offset, left.byteCount) < (right.offset, right.byteCount)
        }
        let isSorted = unsorted.indices.dropFirst().allSatisfy {
            !precedes(unsorted[$0], unsorted[$0 - 1])
        }
        let tensors = isSorted ? unsorted : TensorList(unsorted.sorted(by: precedes))
        var expected = dataOffset
        for tensor in tensors {
            try requireBegin(of: tensor, at: expected)
            expected = tensor.end
        }
        guard expected == end else { throw trailing(from: expected) }
        return tensors
    }

    private func requireBegin(
        of tensor: TensorRecord,
        at expected: UInt64
    ) throws(CheckpointError) {
        guard tensor.offset != expected else { return }
        let kind = tensor.offset < expected ? "overlaps the data before it" : "leaves a hole"
        throw CheckpointError(
            .malformed,
            path,
            "\(kind): its data begin at \(tensor.offset - dataOffset), those before end at "
                + "\(expected - dataOffset)",
            tensor: tensor.name,
            offset: tensor.offset,
            rule: 11
        )
    }

    private func trailing(from offset: UInt64) -> CheckpointError {
        CheckpointError(
            .malformed,
            path,
            "has \(end - offset) bytes behind the data of its last tensor",
            offset: offset,
            rule: 15
        )
    }
}
