import Tensors
import SystemFiles
import TextFormats

/// Writes the header of a safetensors file.
struct SafetensorsHeaderText {
    let metadata: CheckpointMetadata
    let tensors: TensorList
    /// The numbers of the file's tensors, in the order of their data.
    let order: [Int32]

    /// The finished file, its header checked by the rules of reading.
    func file(path: String) throws(CheckpointError) -> LaidOutFile {
        let dataByteCount = order.reduce(0) { $0 + tensors[Int($1)].byteCount }
        let json = json
        let file = LaidOutFile(
            order: order,
            otherByteCount: 8 + json.count,
            dataByteCount: dataByteCount
        )
        try requireReadable(json, path: path, fileByteCount: UInt64(file.byteCount))
        return file
    }

    /// The header with its length before it and the padding behind it.
    var bytes: [UInt8] {
        let json = json
        let length = UInt64(json.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + json
    }

    private var json: [UInt8] {
        var json = Array("{\"__metadata__\":{\(metadataText)}".utf8)
        var begin = 0
        for number in order {
            let tensor = tensors[Int(number)]
            json += ",".utf8
            json += Self.member(tensor, begin: begin, end: begin + tensor.byteCount).utf8
            begin += tensor.byteCount
        }
        json += "}".utf8
        json += Array(repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
        return json
    }

    private var metadataText: String {
        metadata.entries
            .map { "\(JSONValue.quoted($0.name)):\(JSONValue.quoted($0.text))" }
            .joined(separator: ",")
    }

    private static func member(_ tensor: TensorRecord, begin: Int, end: Int) -> String {
        let shape = tensor.shape.dimensions.map(String.init).joined(separator: ",")
        return JSONValue.quoted(tensor.name)
            + ":{\"dtype\":\"\(tensor.type.name)\",\"shape\":[\(shape)],"
            + "\"data_offsets\":[\(begin),\(end)]}"
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
