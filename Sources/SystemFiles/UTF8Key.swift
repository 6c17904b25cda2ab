/// A name that is equal to another only when all its bytes are.
///
/// Swift's strings are equal when they look the same on paper (`é` composed and decomposed); the
/// names in a file are different then.
package struct UTF8Key: Hashable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static func == (left: Self, right: Self) -> Bool {
        // The first two comparisons are quick, and decide nearly always.
        left.text.utf8.count == right.text.utf8.count && left.text == right.text
            && left.text.utf8.elementsEqual(right.text.utf8)
    }

    // Strings with the same bytes are equal as strings, so the string's own hash serves.
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension String {
    /// Whether the bytes of this string come before those of another.
    package func precedesByBytes(_ other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }
}
