internal import TextFormats

/// What a checkpoint says about itself: texts under names.
///
/// Names that look the same and have different bytes are different ones.
public struct CheckpointMetadata: Sendable, Equatable {
    private var texts: [UTF8Key: String] = [:]

    /// Says nothing.
    public init() {}

    /// The text under a name; nil removes it.
    public subscript(name: String) -> String? {
        get { texts[name] }
        set { texts[name] = newValue }
    }

    /// Whether nothing is said.
    public var isEmpty: Bool { texts.isEmpty }

    /// All names with their texts, in the order of the names' bytes.
    ///
    /// - Complexity: O(n log n) for n names.
    public var entries: [(name: String, text: String)] {
        texts.sorted { $0.key < $1.key }.map { ($0.key.text, $0.value) }
    }

    /// Adds what another says, which holds where both say something under a name.
    public mutating func add(_ other: CheckpointMetadata) {
        texts.merge(other.texts) { _, new in new }
    }
}

extension CheckpointMetadata: ExpressibleByDictionaryLiteral {
    /// Takes names and texts; of equal names the last.
    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, text) in elements { self[name] = text }
    }
}

extension CheckpointMetadata: Encodable {
    private struct Name: CodingKey {
        let stringValue: String
        let intValue: Int? = nil

        init(stringValue: String) { self.stringValue = stringValue }

        init?(intValue: Int) { nil }
    }

    /// Encodes an object with a member for each name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Name.self)
        for (name, text) in entries {
            try container.encode(text, forKey: Name(stringValue: name))
        }
    }
}
