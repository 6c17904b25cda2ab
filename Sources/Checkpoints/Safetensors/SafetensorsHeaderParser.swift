import SystemFiles
import Tensors

/// Scans the JSON text of a safetensors header into records.
struct SafetensorsHeaderParser {
    /// The tensors in the header's order; offsets count from the first byte of the data.
    private var tensors: [TensorRecord] = []
    private(set) var metadata: [String: String] = [:]
    private(set) var warnings: [String] = []

    private var scanner: JSONScanner
    private let ordinal: Int
    private let dataByteCount: UInt64
    private var extraFieldCount = 0
    private var firstExtraField = ""

    init(
        _ bytes: [UInt8],
        path: String,
        ordinal: Int,
        dataByteCount: UInt64,
        limits: CheckpointLimits
    ) {
        let source = JSONSource(
            path: path,
            baseOffset: SafetensorsHeader.lengthByteCount,
            numbersRules: true
        )
        scanner = JSONScanner(bytes, source: source, limits: limits)
        self.ordinal = ordinal
        self.dataByteCount = dataByteCount
        // Room for all of them at once: an array that moved would be there twice.
        let shortest = #""":{"dtype":"U8","shape":[],"data_offsets":[0,0]},"#.utf8.count
        tensors.reserveCapacity(min(bytes.count / shortest, limits.tensorCount))
    }

    /// Hands over the tensors without a copy.
    mutating func takeTensors() -> [TensorRecord] {
        defer { tensors = [] }
        return tensors
    }

    mutating func parse() throws(CheckpointError) {
        try requireUTF8()
        try scanner.enter(.object, rule: 5, "the header")
        var seen: Set<UTF8Key> = []
        // Tensors have a limit of their own.
        while let name = try scanner.nextName(
            seen: &seen,
            limit: .max,
            duplicateRule: Self.duplicateRule
        ) {
            if name == Self.metadataName { try parseMetadata() } else { try parseTensor(name) }
        }
        try parsePadding()
        noteAlignment()
        noteExtraFields()
    }

    private static let metadataName = "__metadata__"

    private static func duplicateRule(_ name: String) -> Int { name == metadataName ? 17 : 16 }

    private func requireUTF8() throws(CheckpointError) {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: scanner.bytes.span)
        } catch {
            throw scanner.failure(4, "the header is not UTF-8", at: error.byteOffsets.lowerBound)
        }
    }

    private mutating func parseMetadata() throws(CheckpointError) {
        try scanner.enter(.object, rule: 7, Self.metadataName)
        var seen: Set<UTF8Key> = []
        while let key = try scanner.nextName(seen: &seen, duplicateRule: { _ in 17 }) {
            let quoted = CheckpointError.quote(key)
            metadata[key] = try scanner.string("\(quoted) in \(Self.metadataName)", rule: 7)
        }
    }

    private mutating func parseTensor(_ name: String) throws(CheckpointError) {
        scanner.tensor = name
        try requireLimits(of: name)
        var fields = TensorFields()
        let start = scanner.position
        try fields.parse(&scanner)
        count(fields, of: name)
        tensors.append(
            try fields.record(
                named: name,
                file: ordinal,
                dataByteCount: dataByteCount,
                failure: { scanner.failure($0, $1, at: start) }
            )
        )
        scanner.tensor = nil
    }

    private func requireLimits(of name: String) throws(CheckpointError) {
        let limits = scanner.limits
        guard name.utf8.count <= limits.nameByteCount else {
            throw scanner.failure(19, "the name is longer than \(limits.nameByteCount) bytes")
        }
        guard tensors.count < limits.tensorCount else {
            throw scanner.failure(19, "the file has more than \(limits.tensorCount) tensors")
        }
    }

    private mutating func parsePadding() throws(CheckpointError) {
        let padding = scanner.bytes[scanner.position...]
        scanner.skipWhitespace()
        guard scanner.current == nil else {
            throw scanner.failure(5, "the header goes on behind its closing brace")
        }
        if padding.contains(where: { $0 != UInt8(ascii: " ") }) {
            warnings.append("the header is padded with other characters than spaces")
        }
    }

    private mutating func noteAlignment() {
        if scanner.bytes.count % 8 != 0 {
            warnings.append("the data begin at an unaligned byte, which makes reading slower")
        }
    }

    private mutating func count(_ fields: TensorFields, of tensor: String) {
        if extraFieldCount == 0, let first = fields.firstUnknownName {
            let quoted = CheckpointError.quote(first)
            firstExtraField = "\(quoted) of tensor \(CheckpointError.quote(tensor))"
        }
        extraFieldCount += fields.unknownCount
    }

    private mutating func noteExtraFields() {
        if extraFieldCount > 0 {
            warnings.append("\(extraFieldCount) unknown fields ignored, first \(firstExtraField)")
        }
    }
}
