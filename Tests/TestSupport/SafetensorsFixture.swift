import Foundation
public import Tensors

/// Builds safetensors files byte by byte, well-formed or not, without the code under test.
public enum SafetensorsFixture {
    /// A tensor to be put into a file.
    public typealias Tensor = (name: String, type: ElementType, shape: [Int], bytes: [UInt8])

    /// The bytes of a file: a header's length, its text, and the data.
    ///
    /// `length` replaces the true length.
    public static func file(
        header: [UInt8],
        data: [UInt8] = [],
        length: UInt64? = nil
    ) -> [UInt8] {
        let length = length ?? UInt64(header.count)
        return (0..<8).map { UInt8(length >> (8 * $0) & 0xFF) } + header + data
    }

    /// The bytes of a file with the tensors in the order given, and an unpadded header.
    public static func file(tensors: [Tensor], metadata: [String: String] = [:]) -> [UInt8] {
        let (header, data) = parts(tensors, metadata)
        return file(header: header, data: data)
    }

    private static func parts(
        _ tensors: [Tensor],
        _ metadata: [String: String]
    ) -> (header: [UInt8], data: [UInt8]) {
        var members = metadata.isEmpty ? [] : ["\"__metadata__\": {\(pairs(metadata))}"]
        var data: [UInt8] = []
        for tensor in tensors {
            let offsets = "[\(data.count), \(data.count + tensor.bytes.count)]"
            let type = "\"dtype\": \"\(tensor.type.rawValue)\""
            let fields = "\(type), \"shape\": \(tensor.shape), \"data_offsets\": \(offsets)"
            members.append("\"\(tensor.name)\": {\(fields)}")
            data += tensor.bytes
        }
        return (Array("{\(members.joined(separator: ", "))}".utf8), data)
    }

    /// Writes a well-formed file, its header padded so that the data are aligned.
    public static func write(
        tensors: [Tensor],
        metadata: [String: String] = [:],
        to path: String
    ) throws {
        let bytes = alignedFile(tensors: tensors, metadata: metadata)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    /// The bytes of the file that `write` writes.
    static func alignedFile(tensors: [Tensor], metadata: [String: String] = [:]) -> [UInt8] {
        let (header, data) = parts(tensors, metadata)
        let padding = Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
        return file(header: header + padding, data: data)
    }

    private static func pairs(_ metadata: [String: String]) -> String {
        metadata.sorted { $0.key < $1.key }
            .map { "\"\($0.key)\": \"\($0.value)\"" }
            .joined(separator: ", ")
    }
}

extension SafetensorsFixture {
    /// Distinct bytes that reveal when a piece lands in the wrong place.
    public static func pattern(_ count: Int, seed: Int = 1) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: ($0 &+ seed) &* 131 &+ ($0 >> 8) &* 17) }
    }

    /// Finite F32 values as the bytes of a file.
    public static func bytes(_ values: [Float]) -> [UInt8] {
        values.flatMap { value in (0..<4).map { UInt8(value.bitPattern >> (8 * $0) & 0xFF) } }
    }
}
