import SystemFiles
import Tensors

/// The part of a file that holds data, and the rule that tensors fill it without hole or overlap.
struct DataOrder {
    let path: String
    let dataOffset: UInt64
    let end: UInt64

    /// Sorts tensors whose offsets count from the data's first byte, and makes these count from
    /// the file's first byte.
    func arrange(
        _ unsorted: consuming [TensorRecord]
    ) throws(CheckpointError) -> [TensorRecord] {
        var tensors = unsorted
        tensors.sort { ($0.offset, $0.byteCount) < ($1.offset, $1.byteCount) }
        var expected: UInt64 = 0
        for position in tensors.indices {
            try requireBegin(of: tensors[position], at: expected)
            expected = tensors[position].end
            tensors[position].offset += dataOffset
        }
        guard expected + dataOffset == end else { throw trailing(from: expected + dataOffset) }
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
            "\(kind): its data begin at \(tensor.offset), those before end at \(expected)",
            tensor: tensor.name,
            offset: tensor.offset + dataOffset,
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
