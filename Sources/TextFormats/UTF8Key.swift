/// A name that equals another only when all bytes are the same.
///
/// Swift's strings are equal when they look the same on paper (`é` composed and decomposed); the
/// files, classes, jobs and tensors of those names are different ones. Text from outside is
/// therefore compared with `isExactly`, ordered by `precedesByBytes`, and never a dictionary's key
/// but as a `UTF8Key`.
package struct UTF8Key: Hashable, Sendable {
    /// The name.
    package let text: String

    /// Makes a key of a name.
    package init(_ text: String) { self.text = text }

    package static func == (left: Self, right: Self) -> Bool { left.text.isExactly(right.text) }

    /// Hashes the bytes: the hash of a string is the same for all its normalisations, of which
    /// hostile names can have very many.
    package func hash(into hasher: inout Hasher) { Self.combine(text.utf8Span.span, into: &hasher) }

    /// Hashes the bytes of a name.
    ///
    /// - Complexity: O(n) for n bytes.
    package static func combine(_ bytes: Span<UInt8>, into hasher: inout Hasher) {
        var index = 0
        while bytes.count - index >= 8 {
            var word: UInt64 = 0
            for place in index..<index + 8 { word = word << 8 | UInt64(bytes[place]) }
            hasher.combine(word)
            index += 8
        }
        while index < bytes.count {
            hasher.combine(bytes[index])
            index += 1
        }
        hasher.combine(UInt8(0xFF))
    }
}

extension UTF8Key: Comparable, CustomStringConvertible {
    package static func < (left: Self, right: Self) -> Bool {
        left.text.precedesByBytes(right.text)
    }

    package var description: String { text }
}

extension StringProtocol {
    /// Whether another text has the same bytes.
    ///
    /// - Complexity: O(n) for n bytes.
    package func isExactly(_ other: some StringProtocol) -> Bool {
        // Equal bytes are equal strings; that comparison is quick, and decides nearly always.
        utf8.count == other.utf8.count && self == other && utf8.elementsEqual(other.utf8)
    }

    /// Whether the bytes of this text come before those of another.
    ///
    /// - Complexity: O(n) for n bytes.
    package func precedesByBytes(_ other: some StringProtocol) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }
}

extension String {
    /// Whether the bytes of this text come before those of another.
    ///
    /// - Complexity: O(n) for n bytes, and many times faster than for any other `StringProtocol`.
    package func precedesByBytes(_ other: String) -> Bool {
        let (own, others) = (utf8Span.span, other.utf8Span.span)
        for index in 0..<Swift.min(own.count, others.count) where own[index] != others[index] {
            return own[index] < others[index]
        }
        return own.count < others.count
    }
}

extension Collection where Element: StringProtocol {
    /// Whether one of these texts has the same bytes as another.
    package func containsExactly(_ text: some StringProtocol) -> Bool {
        contains { $0.isExactly(text) }
    }

    /// The position of the first text with the same bytes as another.
    package func firstIndex(ofExactly text: some StringProtocol) -> Index? {
        firstIndex { $0.isExactly(text) }
    }

    /// These texts by the order of their bytes.
    package func sortedByBytes() -> [Element] { sorted { $0.precedesByBytes($1) } }
}

extension Sequence<String> {
    /// These texts without those that were there before.
    package var withoutRepeats: [String] {
        var seen: Set<UTF8Key> = []
        return filter { seen.insert(UTF8Key($0)).inserted }
    }
}

extension Dictionary where Key == UTF8Key {
    /// The value of a name.
    package subscript(name: String) -> Value? {
        get { self[UTF8Key(name)] }
        set { self[UTF8Key(name)] = newValue }
    }

    /// The value of a name, or another where the name has none.
    package subscript(name: String, default value: @autoclosure () -> Value) -> Value {
        get { self[UTF8Key(name), default: value()] }
        set { self[UTF8Key(name), default: value()] = newValue }
    }
}
