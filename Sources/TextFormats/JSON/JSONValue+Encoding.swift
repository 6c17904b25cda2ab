extension JSONValue {
    /// What a value encodes as, with the members of objects in the order of their names' bytes, so
    /// that equal values are equal text.
    ///
    /// - Throws: `EncodingError` for a number that is not finite, and what the value throws.
    package init(encoding value: some Encodable) throws {
        let slot = Slot()
        try slot.put(value, at: [])
        self = slot.value
    }
}

/// The place of a value that is being encoded.
private final class Slot {
    private enum Content {
        case value(JSONValue)
        case array([Slot])
        case object([UTF8Key: Slot])
    }

    private var content = Content.object([:])

    var value: JSONValue {
        switch content {
        case .value(let value): value
        case .array(let slots): .array(slots.map(\.value))
        case .object(let slots):
            .object(
                slots.sorted { $0.key < $1.key }.map { JSONMember($0.key.text, $0.value.value) }
            )
        }
    }

    func put(_ value: JSONValue) { content = .value(value) }

    func put(_ value: some Encodable, at path: [any CodingKey]) throws {
        switch value {
        case let value as String: put(.string(value))
        case let value as Bool: put(.boolean(value))
        case let value as Double: put(try Self.number(value, at: path))
        case let value as Float: put(try Self.number(value, at: path))
        case let value as any BinaryInteger: put(.number(JSONNumber(value)))
        case let value as any LongJSONList:
            try value.requireEncodable()
            put(.list(value))
        default: try value.encode(to: SlotEncoder(slot: self, codingPath: path))
        }
    }

    private static func number(
        _ number: some BinaryFloatingPoint & CustomStringConvertible,
        at path: [any CodingKey]
    ) throws -> JSONValue {
        guard number.isFinite else {
            throw EncodingError.invalidValue(
                number,
                EncodingError.Context(codingPath: path, debugDescription: "JSON has no \(number)")
            )
        }
        return .number(JSONNumber(shortest: number))
    }

    /// Makes this an array, where it is none yet.
    func becomeArray() { if case .array = content {} else { content = .array([]) } }

    /// The number of elements, of an array.
    var count: Int { if case .array(let slots) = content { slots.count } else { 0 } }

    /// A new element.
    func append() -> Slot {
        let slot = Slot()
        if case .array(var slots) = content {
            content = .value(.null)
            slots.append(slot)
            content = .array(slots)
        }
        return slot
    }

    /// The place of a member.
    func member(_ name: String) -> Slot {
        guard case .object(var slots) = content else { return Slot() }
        if let slot = slots[name] { return slot }
        let slot = Slot()
        content = .value(.null)
        slots[name] = slot
        content = .object(slots)
        return slot
    }
}

/// What encodes into a place.
private struct SlotEncoder: Encoder {
    let slot: Slot
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(Members<Key>(slot: slot, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        slot.becomeArray()
        return Elements(slot: slot, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        Single(slot: slot, codingPath: codingPath)
    }
}

private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let slot: Slot
    let codingPath: [any CodingKey]

    private func encoder(_ key: any CodingKey) -> SlotEncoder {
        SlotEncoder(slot: slot.member(key.stringValue), codingPath: codingPath + [key])
    }

    func encodeNil(forKey key: Key) { slot.member(key.stringValue).put(.null) }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        try slot.member(key.stringValue).put(value, at: codingPath + [key])
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> { encoder(key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        encoder(key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { SlotEncoder(slot: slot, codingPath: codingPath) }

    func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }
}

private struct Elements: UnkeyedEncodingContainer {
    let slot: Slot
    let codingPath: [any CodingKey]
    var count: Int { slot.count }

    private func encoder() -> SlotEncoder {
        SlotEncoder(slot: slot.append(), codingPath: codingPath)
    }

    func encodeNil() { slot.append().put(.null) }

    func encode<Value: Encodable>(_ value: Value) throws {
        try slot.append().put(value, at: codingPath)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> { encoder().container(keyedBy: type) }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder().unkeyedContainer() }

    func superEncoder() -> any Encoder { encoder() }
}

private struct Single: SingleValueEncodingContainer {
    let slot: Slot
    let codingPath: [any CodingKey]

    func encodeNil() { slot.put(.null) }

    func encode<Value: Encodable>(_ value: Value) throws { try slot.put(value, at: codingPath) }
}
