/// A list that can have a million elements: as JSON, each is encoded when the text is written.
///
/// - Complexity: The tree of a value takes some ten times the memory of its text.
package protocol LongJSONList: Encodable, Sendable {
    /// Calls a function with each element, in order.
    func forEachElement(_ body: (any Encodable) throws -> Void) rethrows
}

extension LongJSONList {
    package func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        try forEachElement { try list.encode($0) }
    }

    /// Encodes each element, for what that throws.
    ///
    /// - Throws: As `JSONValue.init(encoding:)` does.
    func requireEncodable() throws { try forEachElement { _ = try JSONValue(encoding: $0) } }

    /// The elements as JSON, one after the other.
    ///
    /// - Precondition: They can be encoded.
    func forEachValue(_ body: (JSONValue) -> Void) {
        forEachElement { element in
            guard let value = try? JSONValue(encoding: element) else {
                preconditionFailure("an element that was encoded before cannot be")
            }
            body(value)
        }
    }
}
