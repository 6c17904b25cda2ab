import Tensors
internal import TextFormats

/// Scans the JSON text of a safetensors header into records.
struct SafetensorsHeaderParser {
    private var names = TensorNames()
    private var columns = TensorColumns()
    private(set) var metadata = CheckpointMetadata()
    private(set) var warnings: [String] = []

    private var scanner: JSONScanner
    private let limits: CheckpointLimits
    private let ordinal: Int
    private let fileByteCount: UInt64
    private var extraFieldCount = 0
    private var firstExtraField = ""

    init(
        _ bytes: [UInt8],
        ordinal: Int,
        fileByteCount: UInt64,
        limits: CheckpointLimits
    ) throws(JSONError) {
        scanner = try JSONScanner(bytes, "the header", limits: limits.ofJSON, rules: Self.rules)
        self.limits = limits
        self.ordinal = ordinal
        self.fileByteCount = fileByteCount
    }

    /// The tensors in the header's order.
    var tensors: TensorList { TensorList(names, columns) }

    mutating func parse() throws(JSONError) {
        try scanner.enter(.object, "the header")
        var (isFirst, hasMetadata) = (true, false)
        var start = scanner.position
        while let name = try scanner.memberName(isFirst: isFirst) {
            let isMetadata = name.isExactly(Self.metadataName)
            guard isMetadata ? !hasMetadata : names.append(name) else {
                throw scanner.duplicate(name, rule: isMetadata ? 17 : 16, behind: start)
            }
            if isMetadata { try parseMetadata() } else { try parseTensor(name) }
            (isFirst, hasMetadata) = (false, hasMetadata || isMetadata)
            start = scanner.position
        }
        try parsePadding()
        noteAlignment()
        noteExtraFields()
    }

    private static let rules = JSONRules(
        encoding: 4,
        syntax: 5,
        nesting: 6,
        number: 10,
        duplicate: 17,
        limit: 19
    )

    private static let metadataName = "__metadata__"

    private mutating func parseMetadata() throws(JSONError) {
        try scanner.enter(.object, Self.metadataName, rule: 7)
        var seen: Set<UTF8Key> = []
        while let key = try scanner.nextName(seen: &seen) {
            let quoted = CheckpointError.quote(key)
            metadata[key] = try scanner.string("\(quoted) in \(Self.metadataName)", rule: 7)
        }
    }

    private mutating func parseTensor(_ name: String) throws(JSONError) {
        scanner.subject = name
        try requireLimits(of: name)
        var fields = TensorFields()
        let start = scanner.position
        try fields.parse(&scanner, atMost: limits.rank)
        count(fields, of: name)
        let dataOffset = SafetensorsHeader.lengthByteCount + UInt64(scanner.bytes.count)
        let found = try fields.checked(dataByteCount: fileByteCount - dataOffset) {
            scanner.failure($1, rule: $0, at: start)
        }
        columns.append(
            found.type,
            found.shape,
            file: ordinal,
            offset: dataOffset + found.begin
        )
        scanner.subject = nil
    }

    private func requireLimits(of name: String) throws(JSONError) {
        guard name.utf8.count <= limits.nameByteCount else {
            throw tooMuch("the name is longer than \(limits.nameByteCount) bytes")
        }
        guard columns.count < limits.tensorCount else {
            throw tooMuch("the file has more than \(limits.tensorCount) tensors")
        }
    }

    private func tooMuch(_ message: String) -> JSONError { scanner.failure(message, rule: 19) }

    private mutating func parsePadding() throws(JSONError) {
        let padding = scanner.bytes[scanner.position...]
        try scanner.finish()
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
