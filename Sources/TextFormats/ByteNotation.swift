/// A notation of any bytes as text that gives them back, for names that are not UTF-8.
///
/// Bytes that are UTF-8 are the text that they spell. Any other byte is noted as a character of its
/// own, U+10FE00 + byte, from an area that Unicode gives no meaning; so are the bytes of these
/// characters themselves, so that different bytes are different texts. Python's `surrogateescape`
/// does the same with characters that Swift's strings cannot hold.
package enum ByteNotation {
    private static let start: UInt32 = 0x10FE00

    /// The text that notes some bytes.
    ///
    /// - Complexity: O(bytes).
    package static func text(_ bytes: some Collection<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self),
            !text.unicodeScalars.contains(where: { byte(of: $0) != nil })
        {
            return text
        }
        var text = String.UnicodeScalarView()
        var (rest, parser) = (bytes[...], Unicode.UTF8.ForwardParser())
        var next = bytes.makeIterator()
        func note(_ count: Int) {
            text.append(
                contentsOf: rest.prefix(count).compactMap { Unicode.Scalar(start + UInt32($0)) }
            )
            rest = rest.dropFirst(count)
        }
        while true {
            switch parser.parseScalar(from: &next) {
            case .emptyInput: return String(text)
            case .error(let length): note(length)
            case .valid(let encoded):
                let scalar = Unicode.UTF8.decode(encoded)
                if byte(of: scalar) != nil {
                    note(encoded.count)
                } else {
                    text.append(scalar)
                    rest = rest.dropFirst(encoded.count)
                }
            }
        }
    }

    /// The bytes that a text notes.
    ///
    /// - Complexity: O(bytes).
    package static func bytes(_ text: String) -> [UInt8] {
        // The characters of the notation begin with this byte, which few names hold.
        guard text.utf8.contains(0xF4) else { return Array(text.utf8) }
        return text.unicodeScalars.flatMap { scalar in
            byte(of: scalar).map { [$0] } ?? Array(String(scalar).utf8)
        }
    }

    /// The byte that a character notes, or nil where it stands for itself.
    static func byte(of scalar: Unicode.Scalar) -> UInt8? {
        (start + 0x80...start + 0xFF).contains(scalar.value)
            ? UInt8(truncatingIfNeeded: scalar.value) : nil
    }
}
