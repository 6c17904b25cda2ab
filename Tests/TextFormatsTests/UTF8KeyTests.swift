import Testing
import TextFormats

@Suite("Names are compared by their bytes")
struct UTF8KeyTests {
    private let composed = "caf\u{E9}"
    private let decomposed = "cafe\u{301}"

    @Test("normalisations of one text are different names, and equal bytes are one name")
    func normalisations() {
        #expect(composed == decomposed, "Swift takes them for equal, or this suite tests nothing")
        #expect(!composed.isExactly(decomposed))
        #expect(composed.isExactly("caf\u{E9}"))
        #expect(UTF8Key(composed) != UTF8Key(decomposed))
        #expect(UTF8Key(composed).hashValue == UTF8Key("caf\u{E9}").hashValue)
        #expect(Set([composed, decomposed, composed].map(UTF8Key.init)).count == 2)
        #expect([composed, decomposed, composed].withoutRepeats.count == 2)
        #expect([composed].containsExactly(composed))
        #expect(![composed].containsExactly(decomposed))
        #expect([composed, decomposed].firstIndex(ofExactly: decomposed) == 1)
    }

    @Test("normalisations do not share a hash, so that many of them do not make a table slow")
    func hashes() {
        let hashes = (0..<64).map { number in
            UTF8Key((0..<6).map { number >> $0 & 1 == 0 ? "\u{E9}" : "e\u{301}" }.joined())
                .hashValue
        }
        #expect(Set(hashes).count == 64)
    }

    @Test("the order is that of bytes, where Swift's is that of normalised scalars")
    func order() {
        // Composed, é begins with C3; decomposed, with 65.
        #expect(UTF8Key("e\u{301}") < UTF8Key("f") && UTF8Key("f") < UTF8Key("\u{E9}"))
        #expect(
            [composed, "cafe", decomposed].sortedByBytes().map { Array($0.utf8) }
                == ["cafe", decomposed, composed].map { Array($0.utf8) }
        )
    }

    @Test("a dictionary keeps names apart", arguments: [0, 1, 7, 8, 9, 16, 17])
    func dictionary(length: Int) {
        let prefix = String(repeating: "a", count: length)
        var values: [UTF8Key: Int] = [:]
        values[prefix + composed] = 1
        values[prefix + decomposed] = 2
        values[prefix + "x", default: 3] += 1
        #expect(values[prefix + composed] == 1)
        #expect(values[prefix + decomposed] == 2)
        #expect(values[prefix + "x"] == 4)
        #expect(values[prefix] == nil)
    }
}
