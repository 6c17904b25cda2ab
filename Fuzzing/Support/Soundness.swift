@testable import Checkpoints
@testable import PyTorchFiles
import Tensors

/// The rules that the records of every accepted file keep.
enum Soundness {
    /// Checks sizes, names and places against a file of so many bytes.
    static func check(_ tensors: TensorList, fileByteCount: UInt64) {
        var names: Set<[UInt8]> = []
        for tensor in tensors {
            require(names.insert(Array(tensor.name.utf8)).inserted, "a name occurs twice")
            let bits = tensor.shape.dimensions.reduce(tensor.type.bitWidth, *)
            require(bits == 8 * tensor.byteCount, "shape and size differ")
            let end = tensor.offset.addingReportingOverflow(UInt64(reach(of: tensor)))
            require(!end.overflow && end.partialValue <= fileByteCount, "data end behind the file")
        }
    }

    /// The bytes from a tensor's first to its last in the file.
    private static func reach(of tensor: TensorRecord) -> Int {
        guard tensor.byteCount > 0, let layout = tensor.layout else { return tensor.byteCount }
        let last = zip(layout.extents, layout.strides).reduce(0) { $0 + ($1.0 - 1) * $1.1 }
        return (last + 1) * layout.byteOrder.count
    }

    /// Checks that data fill a file from a byte on, without hole or overlap.
    static func checkOrder(_ tensors: TensorList, from start: UInt64, to end: UInt64) {
        var expected = start
        for tensor in tensors {
            require(tensor.offset == expected, "a hole or an overlap before a tensor")
            expected = tensor.end
        }
        require(expected == end, "the data do not fill the file")
    }

    /// Reads the beginning of every tensor whole and in two pieces, which must give the same.
    static func checkReading(_ checkpoint: Checkpoint) throws(CheckpointError) {
        for tensor in checkpoint.tensors.prefix(64) {
            let count = min(tensor.byteCount, 4096)
            let whole = try bytes(of: tensor, 0..<count, in: checkpoint)
            let cut = count / 3
            let pieces =
                try bytes(of: tensor, 0..<cut, in: checkpoint)
                + bytes(of: tensor, cut..<count, in: checkpoint)
            require(whole == pieces, "pieces differ from the whole")
        }
    }

    private static func bytes(
        of tensor: TensorRecord,
        _ range: Range<Int>,
        in checkpoint: Checkpoint
    ) throws(CheckpointError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        var span = bytes.mutableSpan
        var destination = unsafe span.mutableBytes
        try checkpoint.read(tensor, at: range.lowerBound, into: &destination)
        return bytes
    }
}
