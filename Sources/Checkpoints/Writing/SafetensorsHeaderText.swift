import Tensors
import SystemFiles
import TextFormats

/// Writes the header of a safetensors file.
struct SafetensorsHeaderText {
    let metadata: CheckpointMetadata
    /// The tensors in the order of their data.
    let tensors: [(declaration: TensorDeclaration, byteCount: Int)]

    /// The finished file up to its data, checked by the rules of reading.
    func file(path: String) throws(CheckpointError) -> LaidOutFile {
        let (text, dataByteCount) = encoded
        let padding = (8 - text.count % 8) % 8
        let json = text + Array(repeating: UInt8(ascii: " "), count: padding)
        let length = UInt64(json.count)
        let prefix = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
        let file = LaidOutFile(header: prefix + json, dataByteCount: dataByteCount)
        try requireReadable(json, path: path, fileByteCount: UInt64(file.byteCount))
        return file
    }

    private var encoded: (text: [UInt8], dataByteCount: Int) {
        var members = ["\"__metadata__\":{\(metadataText)}"]
        var begin = 0
        for (tensor, byteCount) in tensors {
            members.append(Self.member(tensor, begin: begin, end: begin + byteCount))
            begin += byteCount
        }
        return (Array("{\(members.joined(separator: ","))}".utf8), begin)
    }

    private var metadataText: String {
        metadata.entries
            .map { "\(JSONValue.quoted($0.name)):\(JSONValue.quoted($0.text))" }
            .joined(separator: ",")
    }

    private static func member(_ tensor: TensorDeclaration, begin: Int, end: Int) -> String {
        let shape = tensor.shape.dimensions.map(String.init).joined(separator: ",")
        let fields = [
            "\"dtype\":\"\(tensor.type.name)\"", "\"shape\":[\(shape)]",
            "\"data_offsets\":[\(begin),\(end)]",
        ]
        return "\(JSONValue.quoted(tensor.name)):{\(fields.joined(separator: ","))}"
    }

    /// What this program would refuse to read, it must not write.
    private func requireReadable(
        _ json: [UInt8],
        path: String,
        fileByteCount: UInt64
    ) throws(CheckpointError) {
        let limits = CheckpointLimits.standard
        guard json.count <= limits.headerByteCount else {
            let message = "the header would have \(json.count) bytes, more than readers accept"
            throw CheckpointError(.cannotCreate, path, message, rule: 2)
        }
        do throws(CheckpointError) {
            _ = try SafetensorsHeader.parse(
                json,
                path: path,
                ordinal: 0,
                fileByteCount: fileByteCount,
                limits: limits
            )
        } catch {
            throw CheckpointError(
                .cannotCreate,
                path,
                error.message,
                tensor: error.tensor,
                rule: error.rule
            )
        }
    }
}
