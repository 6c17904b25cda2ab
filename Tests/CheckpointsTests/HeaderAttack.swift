import TestSupport
import Testing

/// A safetensors header that must be refused, and how.
struct HeaderAttack: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let header: [UInt8]
    let dataByteCount: Int
    let rule: Int
    let tensor: String?
    /// The byte of the file at which the error must point.
    let offset: UInt64?

    /// `place` is the text at which the error must point; nil leaves the position open.
    init(
        _ name: String,
        _ header: String,
        data: Int = 0,
        rule: Int,
        tensor: String? = nil,
        at place: String? = nil
    ) {
        testDescription = name
        self.header = Array(header.utf8)
        dataByteCount = data
        self.rule = rule
        self.tensor = tensor
        offset = place.map { 8 + UInt64(Self.position(of: $0, in: header)) }
    }

    var file: [UInt8] {
        SafetensorsFixture.file(header: header, data: Array(repeating: 7, count: dataByteCount))
    }

    private static func position(of text: String, in header: String) -> Int {
        let (text, header) = (Array(text.utf8), Array(header.utf8))
        let position = header.indices.first { header[$0...].starts(with: text) }
        precondition(position != nil, "the header does not hold the place to point at")
        return position ?? 0
    }

    /// A header with one tensor `a`, whose fields can be replaced one by one.
    static func one(
        type: String = "\"F32\"",
        shape: String = "[1]",
        offsets: String = "[0,4]",
        extra: String = ""
    ) -> String {
        "{\"a\":{\"dtype\":\(type),\"shape\":\(shape),\"data_offsets\":\(offsets)\(extra)}}"
    }

    /// The description of a tensor with bytes of its own.
    static func member(_ name: String, _ begin: Int, _ end: Int) -> String {
        "\"\(name)\":{\"dtype\":\"U8\",\"shape\":[\(end - begin)],\"data_offsets\":[\(begin),\(end)]}"
    }
}
