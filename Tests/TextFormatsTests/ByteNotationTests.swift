import Testing
import TextFormats

@Suite("Bytes that are not UTF-8, as text")
struct ByteNotationTests {
    @Test(
        "every sequence of bytes is given back, and different ones are different texts",
        arguments: [0, 1, 2, 3]
    )
    func roundTrip(length: Int) {
        // Bytes of every kind: ASCII, continuation, leads of two to four, never valid.
        let kinds: [UInt8] = [
            0x00, 0x61, 0x80, 0x8F, 0x90, 0xB8, 0xBF, 0xC0, 0xC3, 0xE0, 0xED, 0xEF, 0xF0, 0xF4,
            0xFF,
        ]
        var sequences: [[UInt8]] = [[]]
        for _ in 0..<length { sequences = sequences.flatMap { head in kinds.map { head + [$0] } } }
        var texts: Set<UTF8Key> = []
        for bytes in sequences {
            let text = ByteNotation.text(bytes)
            #expect(ByteNotation.bytes(text) == bytes)
            texts.insert(UTF8Key(text))
        }
        #expect(texts.count == sequences.count)
    }

    @Test(
        "UTF-8 stays as it is",
        arguments: [
            "", "model.safetensors", "\u{E9}t\u{E9}", "e\u{301}", "\u{1F600}", "\u{10FFFD}",
        ]
    )
    func plainText(_ text: String) {
        #expect(Array(ByteNotation.text(Array(text.utf8)).utf8) == Array(text.utf8))
        #expect(ByteNotation.bytes(text) == Array(text.utf8))
    }

    @Test("the characters of the notation are noted by their own bytes")
    func notationItself() {
        let bytes = Array("a\u{10FEFF}b".utf8)
        let text = ByteNotation.text(bytes)
        #expect(text.unicodeScalars.count == 6)
        #expect(ByteNotation.bytes(text) == bytes)
        #expect(ByteNotation.bytes(ByteNotation.text([0xFF]) + "\u{E9}") == [0xFF, 0xC3, 0xA9])
    }

    @Test("a message shows the bytes as escapes")
    func printed() {
        let text = ByteNotation.text(Array("caf".utf8) + [0xE9])
        #expect(PrintableText.quoted(text) == "'caf\\xe9'")
        let line: PrintableText = "\(text)"
        #expect(line.text == "caf\\xe9")
    }
}
