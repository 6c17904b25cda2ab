import SystemFiles
import Tensors

/// What every file format offers: records of tensors, and the bytes behind a record.
///
/// Formats that store tensors otherwise than as consecutive little-endian elements put them right
/// in `read`.
protocol CheckpointReader: Sendable {
    var format: CheckpointFormat { get }
    var files: [InputFile] { get }
    var tensors: TensorList { get }
    var metadata: CheckpointMetadata { get }
    var warnings: [String] { get }

    func read(
        _ tensor: TensorRecord,
        at byteOffset: Int,
        into destination: inout MutableRawSpan
    ) throws(CheckpointError)

    func prefetch(_ tensor: TensorRecord, from byteOffset: Int, byteCount: Int)

    /// The elements of a tensor, where they are in memory and can be used without being read.
    func memory(of tensor: TensorRecord) -> BorrowedMemory?
}

extension CheckpointReader {
    /// Files are read.
    func memory(of tensor: TensorRecord) -> BorrowedMemory? { nil }
}
