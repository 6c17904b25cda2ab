import Tensors
internal import TextFormats

/// What a safetensors header says about one tensor, field by field.
struct TensorFields {
    private var type: ElementType?
    private var extents: [UInt64]?
    private var offsets: [UInt64]?
    /// How many fields the format does not know, and the name of the first of them.
    private(set) var unknownCount = 0
    private(set) var firstUnknownName: String?

    /// Scans the fields, in any order; a shape may have at most `rank` dimensions.
    mutating func parse(_ scanner: inout JSONScanner, atMost rank: Int) throws(JSONError) {
        try scanner.enter(.object, "a tensor's description", rule: 8)
        var seen: Set<UTF8Key> = []
        while let field = try scanner.nextName(seen: &seen) {
            switch field {
            case "dtype": type = try Self.type(&scanner)
            case "shape": extents = try Self.extents(&scanner, atMost: rank)
            case "data_offsets": offsets = try Self.offsets(&scanner)
            default:
                unknownCount += 1
                firstUnknownName = firstUnknownName ?? field
                try scanner.skipValue()
            }
        }
    }

    private static func type(_ scanner: inout JSONScanner) throws(JSONError) -> ElementType {
        let start = scanner.position
        let name = try scanner.string("dtype", rule: 8)
        guard let type = ElementType(rawValue: name) else {
            let quoted = CheckpointError.quote(name)
            throw scanner.failure("the type \(quoted) is unknown", rule: 9, at: start)
        }
        return type
    }

    private static func extents(
        _ scanner: inout JSONScanner,
        atMost rank: Int
    ) throws(JSONError) -> [UInt64] {
        try numbers(&scanner, "shape", atMost: rank) {
            $0.failure("has more than \(rank) dimensions", rule: 19)
        }
    }

    private static func offsets(
        _ scanner: inout JSONScanner
    ) throws(JSONError) -> [UInt64] {
        let start = scanner.position
        let message = "data_offsets must hold exactly two numbers"
        let offsets = try numbers(&scanner, "data_offsets", atMost: 2) {
            $0.failure(message, rule: 8)
        }
        guard offsets.count == 2 else { throw scanner.failure(message, rule: 8, at: start) }
        return offsets
    }

    private static func numbers(
        _ scanner: inout JSONScanner,
        _ what: String,
        atMost limit: Int,
        excess: (JSONScanner) -> JSONError
    ) throws(JSONError) -> [UInt64] {
        try scanner.enter(.array, what, rule: 8)
        var numbers: [UInt64] = []
        var isFirst = true
        while try scanner.next(in: .array, isFirst: &isFirst) {
            guard numbers.count < limit else { throw excess(scanner) }
            numbers.append(try scanner.integer("a number in \(what)"))
        }
        return numbers
    }
}

extension TensorFields {
    /// The record that the fields describe, with an offset within the file's data.
    ///
    /// - Parameters:
    ///   - name: The tensor's name.
    ///   - file: The ordinal of the file.
    ///   - dataByteCount: The number of bytes behind the file's header.
    ///   - shapes: The shapes so far: equal ones share their memory.
    ///   - failure: Makes an error from a rule and a message.
    /// - Returns: The record, after all rules about a single tensor.
    /// - Throws: What `failure` made.
    func record(
        named name: String,
        file: Int,
        dataByteCount: UInt64,
        shapes: inout Set<TensorShape>,
        failure: (Int, String) -> JSONError
    ) throws(JSONError) -> TensorRecord {
        guard let type else { throw failure(8, "dtype is missing") }
        guard let extents else { throw failure(8, "shape is missing") }
        guard let offsets else { throw failure(8, "data_offsets is missing") }
        let (begin, end) = (offsets[0], offsets[1])
        guard begin <= end else { throw failure(11, "the data end before they begin") }
        guard end <= dataByteCount else {
            let excess = "the data end at \(end), but only \(dataByteCount) bytes are there"
            throw failure(15, "\(excess); the file is cut off")
        }
        let shape = shapes.insert(try Self.shape(extents, of: type, failure)).memberAfterInsert
        let byteCount = try Self.byteCount(of: shape, type, failure)
        guard end - begin == UInt64(byteCount) else {
            let found = "\(type.name) \(shape) takes \(byteCount) bytes"
            throw failure(14, "\(found), but data_offsets span \(end - begin)")
        }
        return TensorRecord(
            name: name,
            type: type,
            shape: shape,
            byteCount: byteCount,
            file: file,
            offset: begin
        )
    }

    private static func shape(
        _ extents: [UInt64],
        of type: ElementType,
        _ failure: (Int, String) -> JSONError
    ) throws(JSONError) -> TensorShape {
        let dimensions = extents.compactMap { Int(exactly: $0) }
        guard dimensions.count == extents.count, let shape = TensorShape(dimensions),
            shape.elementCount.multipliedExactly(by: type.bitWidth) != nil
        else { throw failure(12, "shape \(extents) overflows the size of a tensor") }
        return shape
    }

    private static func byteCount(
        of shape: TensorShape,
        _ type: ElementType,
        _ failure: (Int, String) -> JSONError
    ) throws(JSONError) -> Int {
        guard let byteCount = type.byteCount(of: shape.elementCount) else {
            throw failure(13, "\(type.name) \(shape) does not fill whole bytes")
        }
        return byteCount
    }
}
