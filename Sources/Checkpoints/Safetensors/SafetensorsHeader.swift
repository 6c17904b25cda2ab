import PyTorchFiles
import SystemFiles
import Tensors
import TextFormats

/// The header of one safetensors file, checked by every rule of the format.
///
/// The rules are numbered as in the format's specification, and errors carry the number. Rules
/// about one tensor are checked where it is described, so that they can point at the byte; rules
/// about the whole follow.
struct SafetensorsHeader {
    /// The tensors in the order of their data.
    let tensors: TensorList
    let metadata: CheckpointMetadata
    let warnings: [String]

    static let lengthByteCount: UInt64 = 8

    static func read(
        _ file: InputFile,
        ordinal: Int,
        limits: CheckpointLimits
    ) throws(CheckpointError) -> SafetensorsHeader {
        let count = try headerByteCount(of: file, limits: limits)
        let bytes = try rethrowing(file.bytes(at: lengthByteCount, count: count))
        return try parse(
            bytes,
            path: file.path,
            ordinal: ordinal,
            fileByteCount: file.byteCount,
            limits: limits
        )
    }

    private static func headerByteCount(
        of file: InputFile,
        limits: CheckpointLimits
    ) throws(CheckpointError) -> Int {
        func failure(_ rule: Int, _ message: String) -> CheckpointError {
            CheckpointError(.malformed, file.path, message, offset: 0, rule: rule)
        }
        guard file.byteCount >= lengthByteCount else {
            let size = file.byteCount == 0 ? "is empty" : "has \(file.byteCount) bytes"
            throw failure(1, size + ", too few for a safetensors or PyTorch file")
        }
        let count = UInt64(
            littleEndianBytes: try rethrowing(file.bytes(at: 0, count: Int(lengthByteCount)))
        )
        guard count <= limits.headerByteCount else {
            throw failure(2, try message(aboutHeaderOf: count, in: file, limits))
        }
        guard count <= file.byteCount - lengthByteCount else {
            throw failure(
                3,
                "the header has \(count) bytes, but the file only \(file.byteCount); it is cut off"
            )
        }
        return Int(count)
    }

    /// Why a header is too long, where the file is one of ours at all.
    private static func message(
        aboutHeaderOf count: UInt64,
        in file: InputFile,
        _ limits: CheckpointLimits
    ) throws(CheckpointError) -> String {
        let isLonger = file.byteCount > lengthByteCount
        let next = isLonger ? try rethrowing(file.bytes(at: lengthByteCount, count: 1)) : []
        return next == [UInt8(ascii: "{")]
            ? "the header has \(count) bytes; the limit is \(limits.headerByteCount)"
            : "is neither a safetensors nor a PyTorch file"
    }

    /// Checks the bytes of a header against the size of its file.
    static func parse(
        _ bytes: [UInt8],
        path: String,
        ordinal: Int,
        fileByteCount: UInt64,
        limits: CheckpointLimits
    ) throws(CheckpointError) -> SafetensorsHeader {
        let dataOffset = lengthByteCount + UInt64(bytes.count)
        let parser = try CheckpointError.readingJSON(in: path, at: lengthByteCount) {
            () throws(JSONError) in
            var parser = try SafetensorsHeaderParser(
                bytes,
                ordinal: ordinal,
                fileByteCount: fileByteCount,
                limits: limits
            )
            try parser.parse()
            return parser
        }
        return SafetensorsHeader(
            tensors: try DataOrder(path: path, dataOffset: dataOffset, end: fileByteCount)
                .arrange(parser.tensors),
            metadata: parser.metadata,
            warnings: parser.warnings.map { "\(path): \($0)" }
        )
    }
}
