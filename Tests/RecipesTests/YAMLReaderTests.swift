import MergeEngine
import Recipes
import Testing

/// YAML text to values: forms, lines, aliases, and text that is meant to do harm.
@Suite struct YAMLReaderTests {
    private func root(_ text: String) throws -> YAMLNode {
        let documents = try YAMLReader.documents(of: text, path: "r.yaml")
        return try #require(documents.first)
    }

    private func failure(_ text: String) -> RecipeError? {
        #expect(throws: RecipeError.self) {
            try YAMLReader.documents(of: text, path: "r.yaml")
        }
    }

    @Test func valuesKnowTheirLines() throws {
        let node = try root("a: 1\nb:\n  - x\n  - {c: 'y'}\n")
        let entries = try #require(node.entries)
        #expect(entries.map(\.key) == ["a", "b"])
        #expect(entries.map(\.line) == [1, 2])
        #expect(node["b"]?.items?.map(\.line) == [3, 4])
        #expect(node["b"]?.items?[1]["c"]?.content == .scalar("y", isQuoted: true))
    }

    @Test(arguments: [
        ("1", 1.0), ("-2.5e-3", -0.0025), ("'1e-5'", 1e-5), (".5", 0.5), ("1_000", nil),
        ("0x10", nil), ("nan", nil), ("inf", nil), ("1e999", nil), ("yes", nil), ("''", nil),
    ])
    func numbers(text: String, value: Double?) throws {
        #expect(try root("a: " + text)["a"]?.number == value)
    }

    @Test(arguments: [
        ("true", true), ("Off", false), ("yes", true), ("'true'", nil), ("1", nil), ("tRUE", nil),
    ])
    func booleans(text: String, value: Bool?) throws {
        #expect(try root("a: " + text)["a"]?.boolean == value)
    }

    @Test func severalDocuments() throws {
        let text = "a: 1\n---\n# nothing\n---\nb: 2\n"
        let documents = try YAMLReader.documents(of: text, path: "r.yaml")
        #expect(documents.map { $0.entries?.first?.key } == ["a", "b"])
        #expect(documents.map(\.line) == [1, 5])
        #expect(try YAMLReader.documents(of: "", path: "r.yaml").isEmpty)
    }

    @Test func aliasesAndMergeKeys() throws {
        let node = try root(
            """
            common: &common {density: 0.5, weight: 1}
            one: {<<: *common, weight: 2}
            two: *common
            """
        )
        #expect(node["one"]?["density"]?.number == 0.5)
        #expect(node["one"]?["weight"]?.number == 2)
        #expect(node["two"] == node["common"])
    }

    @Test func mergingGoesKeyByKey() throws {
        let under = try root("a: {x: 1, y: [1, 2]}\nb: 3")
        let over = try root("a: {y: [4], z: 5}\nc: 6")
        #expect(try under.merging(over) == root("a: {x: 1, y: [4], z: 5}\nb: 3\nc: 6"))
    }

    @Test(arguments: [
        ("a: 1\nb: 2\na: 3", 1, "the key 'a' is a duplicate in its mapping"),
        ("a: 1\nb: {c: 1, 'c': 2}", 2, "the key 'c' is a duplicate in its mapping"),
        ("a: 1\n? [x]\n: 2", 2, "a key must be text"),
        ("a: *b", 1, "is not valid YAML: found undefined alias"),
        ("a: 1\n<<: 3", 2, "'<<' takes a mapping or a list of mappings"),
        ("a: [1,\nb: 2", 2, nil), ("\ta: 1", 1, nil), ("a: 'x", 1, nil), ("a: @", 1, nil),
    ])
    func brokenText(text: String, line: Int, message: String?) throws {
        let error = try #require(failure(text))
        #expect(error.path == "r.yaml")
        #expect(message == nil || error.message == message)
        #expect(message == nil || error.line == line)
        #expect(error.line != nil)
    }

    @Test func hostileText() throws {
        let levels = (1...9).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1), *a\($0 - 1)]" }
        let bomb = (["a0: &a0 [x, x, x, x, x, x]"] + levels).joined(separator: "\n")
        #expect(failure(bomb)?.message.contains("100000 values") == true)
        let wide = "a: &a x\nb: [" + String(repeating: "*a, ", count: 31) + "]"
        #expect(
            failure(wide)?.description == "r.yaml:2: has more than 30 aliases; write the values out"
        )
        let keys = bomb + "\n? *a9\n: 1\n? [*a9]\n: 2"
        #expect(failure(keys) != nil)
        #expect(failure(String(repeating: "[", count: 100_000)) != nil)
        #expect(failure(String(repeating: "- ", count: 100_000)) != nil)
        #expect(failure(String(repeating: "{a: ", count: 100_000)) != nil)
        let deep = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
        #expect(failure(deep)?.message.contains("64 levels") == true)
        #expect(failure(String(repeating: " ", count: 1 << 20) + "a: 1")?.line == nil)
        #expect(failure("a: \u{0}") != nil)
    }

    /// Bytes decide what is equal, and a mark before the text is not part of it.
    @Test func bytesOfTexts() throws {
        let marked = "\u{FEFF}a: \u{FEFF}1\nb: 2"
        #expect(try root(marked)["a"]?.text == "\u{FEFF}1")
        #expect(try root(marked) == root(String(marked.unicodeScalars.dropFirst())))
        let keys = try root("\u{E9}: 1\ne\u{301}: 2").entries
        #expect(keys?.map { Array($0.key.utf8) } == [[0xC3, 0xA9], [0x65, 0xCC, 0x81]])
        #expect(failure("a: [1, ")?.line == 1)
        #expect(failure("a: 1\nb: \u{1}")?.line == 2)
        #expect(try root("a: \"\\0x\"")["a"]?.text == "\0x")
    }

    /// Only aliases count, not asterisks elsewhere.
    @Test func asterisksInComments() throws {
        let comments = String(repeating: "# *a*\n", count: 40)
        #expect(try root(comments + "a: '*b'")["a"]?.text == "*b")
    }

    /// Aliases of deep values make deeper ones than the parser itself would allow.
    @Test func deepAliases() throws {
        let (open, close) = (String(repeating: "[", count: 900), String(repeating: "]", count: 900))
        let links = (1...30).map { "a\($0): &a\($0) \(open)*a\($0 - 1)\(close)" }
        let text = (["a0: &a0 x"] + links + ["? [*a30]", ": 1"]).joined(separator: "\n")
        #expect(failure(text) != nil)
    }
}
