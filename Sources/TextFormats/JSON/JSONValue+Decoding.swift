extension JSONValue {
    /// Makes a value of a type from this one.
    ///
    /// Members that the type does not know are passed over.
    ///
    /// - Throws: `JSONMismatch` that says what is missing or of another kind, and where.
    package func decoded<Value: Decodable>(as type: Value.Type) throws(JSONMismatch) -> Value {
        do {
            return try ValueDecoder(value: self, codingPath: []).decode(type)
        } catch let error as DecodingError {
            throw JSONMismatch(error)
        } catch {
            throw JSONMismatch(message: "\(error)")
        }
    }
}

/// Why a JSON value is not what is asked for.
package struct JSONMismatch: Error, Sendable, Equatable {
    /// What is missing or of another kind, and where.
    package let message: String

    init(message: String) { self.message = message }

    fileprivate init(_ error: DecodingError) {
        message =
            switch error {
            case .keyNotFound(let key, let context):
                "'\(key.stringValue)' is missing" + Self.place(context)
            case .typeMismatch(_, let context), .valueNotFound(_, let context):
                "a value of another kind is expected" + Self.place(context)
            case .dataCorrupted(let context): "a value is unknown" + Self.place(context)
            @unknown default: "it cannot be decoded"
            }
    }

    private static func place(_ context: DecodingError.Context) -> String {
        let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
        return path.isEmpty ? "" : " at " + path.joined(separator: ".")
    }
}

/// What decodes a value.
private struct ValueDecoder: Decoder {
    let value: JSONValue
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard let members = value.members else { throw mismatch(type) }
        return KeyedDecodingContainer(Members<Key>(members, codingPath))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let elements) = value else { throw mismatch([JSONValue].self) }
        return Elements(elements: elements, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    private func mismatch(_ type: Any.Type) -> DecodingError {
        .typeMismatch(
            type,
            DecodingError.Context(codingPath: codingPath, debugDescription: "another kind")
        )
    }
}

extension ValueDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { value == .null }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        switch type {
        case is String.Type: try scalar(value.string)
        case is Bool.Type: try scalar(value.boolean)
        case is Double.Type: try scalar(value.number)
        case is Float.Type: try scalar(value.literal.flatMap { Float($0) })
        case let type as any FixedWidthInteger.Type: try scalar(integer(type))
        default: try Value(from: self)
        }
    }

    private func integer(_ type: (some FixedWidthInteger).Type) -> Any? {
        value.literal.flatMap { type.init($0) }
    }

    private func scalar<Value>(_ found: Any?) throws -> Value {
        guard let found = found as? Value else { throw mismatch(Value.self) }
        return found
    }
}

extension JSONValue {
    fileprivate var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }

    fileprivate var literal: String? {
        if case .number(let number) = self { number.literal } else { nil }
    }
}

private struct Members<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let members: [UTF8Key: JSONValue]
    let codingPath: [any CodingKey]

    init(_ members: [JSONMember], _ codingPath: [any CodingKey]) {
        self.members = Dictionary(
            members.map { (UTF8Key($0.key), $0.value) },
            uniquingKeysWith: { first, _ in first }
        )
        self.codingPath = codingPath
    }

    var allKeys: [Key] { members.keys.sorted().compactMap { Key(stringValue: $0.text) } }

    func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }

    private func decoder(_ key: any CodingKey) throws -> ValueDecoder {
        guard let value = members[key.stringValue] else {
            throw DecodingError.keyNotFound(
                key,
                DecodingError.Context(codingPath: codingPath, debugDescription: "missing")
            )
        }
        return ValueDecoder(value: value, codingPath: codingPath + [key])
    }

    func decodeNil(forKey key: Key) throws -> Bool { try decoder(key).decodeNil() }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try decoder(key).decode(type)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> { try decoder(key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder(key).unkeyedContainer()
    }

    func superDecoder() -> any Decoder {
        ValueDecoder(value: .object([]), codingPath: codingPath)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }
}

private struct Elements: UnkeyedDecodingContainer {
    let elements: [JSONValue]
    let codingPath: [any CodingKey]
    private(set) var currentIndex = 0

    init(elements: [JSONValue], codingPath: [any CodingKey]) {
        self.elements = elements
        self.codingPath = codingPath
    }

    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex == elements.count }

    private mutating func next() throws -> ValueDecoder {
        let path = codingPath + [ElementIndex(currentIndex)]
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                JSONValue.self,
                DecodingError.Context(codingPath: path, debugDescription: "the array has ended")
            )
        }
        defer { currentIndex += 1 }
        return ValueDecoder(value: elements[currentIndex], codingPath: path)
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, elements[currentIndex] == .null else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try next().decode(type)
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> { try next().container(keyedBy: type) }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try next().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder { try next() }
}

/// The place of an element, as a coding key.
private struct ElementIndex: CodingKey {
    let intValue: Int?
    var stringValue: String { intValue.map(String.init) ?? "" }

    init(_ index: Int) { intValue = index }
    init?(intValue: Int) { self.intValue = intValue }
    init?(stringValue: String) { nil }
}
