import Testing
import TextFormats

@Suite("Text that is printed")
struct PrintableTextTests {
    @Test(
        "what drives a terminal or forges a line is written as an escape",
        arguments: [
            ("\u{1B}[31m", "\\u{1b}[31m"), ("a\u{7}", "a\\u{7}"), ("a\nb", "a\\u{a}b"),
            ("a\r\nb", "a\\u{d}\\u{a}b"), ("\u{7F}", "\\u{7f}"), ("\u{9B}2J", "\\u{9b}2J"),
            ("\u{202E}abc", "\\u{202e}abc"), ("\u{2028}", "\\u{2028}"), ("\u{FEFF}", "\\u{feff}"),
            ("é \\ ü", "é \\ ü"),
        ]
    )
    func escapes(name: String, shown: String) {
        let text: PrintableText = "the name\n\(name)"
        #expect(text.text == "the name\n" + shown)
        #expect(PrintableText.escaped(shown) == shown, "what is escaped stays as it is")
    }

    @Test("an error and other values are escaped as names are")
    func values() {
        struct Failure: Error, CustomStringConvertible { let description = "a\u{1B}b" }
        let error: any Error = Failure()
        let text: PrintableText = "error: \(error), \(7)"
        #expect(text.text == "error: a\\u{1b}b, 7")
    }

    @Test("texts that are printable already are taken as they are")
    func nested() {
        let inner: PrintableText = "a\n\("b\n")"
        let outer: PrintableText = "<\(inner)>"
        #expect(outer.text == "<a\nb\\u{a}>")
        #expect((inner + inner).text == inner.text + inner.text)
        #expect(PrintableText.joined([inner, outer], separator: "\n").text.contains("}\n<"))
    }

    @Test("a name of megabytes loses its middle, and its ends stay")
    func shortening() {
        let name = "first" + String(repeating: "x", count: 5_000_000) + "last"
        let text: PrintableText = "\(name)"
        #expect(text.text.count == 4096)
        #expect(text.text.hasPrefix("first") && text.text.hasSuffix("last"))
        #expect(PrintableText.shortened("abcdefgh", to: 8) == "abcdefgh")
        #expect(PrintableText.shortened("abcdefghi", to: 8) == "abc...hi")
        #expect(PrintableText.quoted(name).count < 210)
    }
}
