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
        var unknown: Set<UTF8Key> = []
        var start = scanner.position
        var isFirst = true
        while let field = try scanner.memberName(isFirst: isFirst) {
            switch field {
            case "dtype" where type == nil: type = try Self.type(&scanner)
            case "shape" where extents == nil:
                extents = try Self.extents(&scanner, atMost: rank)
            case "data_offsets" where offsets == nil: offsets = try Self.offsets(&scanner)
            default:
                let isKnown = ["dtype", "shape", "data_offsets"].contains(field)
                guard !isKnown, unknown.insert(UTF8Key(field)).inserted else {
                    throw scanner.duplicate(field, behind: start)
                }
                try scanner.requireMembers(unknown.count + knownCount, from: start)
                firstUnknownName = firstUnknownName ?? field
                try scanner.skipValue()
            }
            (isFirst, start) = (false, scanner.position)
        }
        unknownCount = unknown.count
    }

    private var knownCount: Int {
        (type == nil ? 0 : 1) + (extents == nil ? 0 : 1) + (offsets == nil ? 0 : 1)
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
    /// What the fields say of a tensor.
    ///
    /// - Parameters:
    ///   - dataByteCount: The number of bytes behind the file's header.
    ///   - failure: Makes an error from a rule and a message.
    /// - Returns: The type, the shape, and where in the file's data it begins, after all rules about a
    ///   single tensor.
    /// - Throws: What `failure` made.
    func checked(
        dataByteCount: UInt64,
        failure: (Int, String) -> JSONError
    ) throws(JSONError) -> (type: ElementType, shape: TensorShape, begin: UInt64) {
        guard let type else { throw failure(8, "dtype is missing") }
        guard let extents else { throw failure(8, "shape is missing") }
        guard let offsets else { throw failure(8, "data_offsets is missing") }
        let (begin, end) = (offsets[0], offsets[1])
        guard begin <= end else { throw failure(11, "the data end before they begin") }
        guard end <= dataByteCount else {
            let excess = "the data end at \(end), but only \(dataByteCount) bytes are there"
            throw failure(15, "\(excess); the file is cut off")
        }
        let shape = try Self.shape(extents, of: type, failure)
        let byteCount = try Self.byteCount(of: shape, type, failure)
        guard end - begin == UInt64(byteCount) else {
            let found = "\(type.name) \(shape) takes \(byteCount) bytes"
            throw failure(14, "\(found), but data_offsets span \(end - begin)")
        }
        return (type, shape, begin)
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
