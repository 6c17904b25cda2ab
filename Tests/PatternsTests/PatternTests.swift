import Foundation
import Patterns
import Testing

@Suite struct PatternTests {
    private struct Sample: Decodable {
        let pattern: String
        let texts: [String]
        let found: [Bool]
    }

    private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    @Test(
        "what Python's re finds, on generated expressions",
        .enabled(if: python != nil),
        arguments: 1...4
    )
    func corpus(seed: Int) throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("corpus.py").path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.python))
        process.arguments = ["-W", "ignore", script, "\(seed)", "3000"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let lines = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let samples = try lines.split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(Sample.self, from: Data($0))
        }
        #expect(samples.count == 3000)
        #expect(samples.contains { $0.found.contains(true) && $0.found.contains(false) })
        for sample in samples {
            let pattern = try Pattern(sample.pattern)
            #expect(sample.texts.map(pattern.isFound) == sample.found, "\(sample)")
        }
    }

    @Test(
        "names of tensors",
        arguments: [
            ("layer_norm1", "encoder.layers.0.layer_norm1.weight", true),
            (#"layers\.(0|11)\."#, "encoder.layers.11.mlp.fc1.bias", true),
            (#"layers\.(0|11)\."#, "encoder.layers.1.mlp.fc1.bias", false),
            (#"^visual\..*\.weight$"#, "visual.conv1.weight", true),
            (#"^visual\..*\.weight$"#, "visual.conv1.weight_g", false),
            (#"resblocks\.[0-5]\b"#, "visual.transformer.resblocks.10.ln_1.weight", false),
            ("", "", true), ("a{2}{", "aa", nil),
        ] as [(String, String, Bool?)]
    )
    func names(pattern: String, name: String, isFound: Bool?) {
        #expect((try? Pattern(pattern))?.isFound(in: name) == isFound)
    }

    @Test("scalars are compared, not what looks alike")
    func scalars() throws {
        #expect(try Pattern("\u{E9}").isFound(in: "e\u{301}") == false)
        #expect(try Pattern("e").isFound(in: "e\u{301}"))
        #expect(try Pattern("\u{E9}") != Pattern("e\u{301}"))
    }

    @Test(
        "what is not an expression, with the place",
        arguments: [
            ("(", 1, "this group is not closed"), ("a(b", 2, "this group"), ("a)", 2, "')' closes"),
            ("[a", 1, "this class is not closed"), ("a[]", 3, #"write \]"#),
            ("[[:alpha:]]", 2, #"write \["#),
            ("[z-a]", 4, "a range goes"), (#"[a-\d]"#, 4, "a range goes"),
            ("*", 1, "'*' repeats nothing"),
            ("a|+", 3, "'+' repeats"), ("a**", 3, "a repetition is not"),
            ("^*", 1, "an anchor holds"),
            ("a{2,1}", 2, "a repetition is"), ("a{", 2, "a repetition is"),
            ("a{}", 2, "a repetition is"),
            ("a{1001}", 3, "a repetition counts"), (#"a\"#, 2, "a backslash"),
            (#"\q"#, 1, #"\q has no"#),
            (#"\1"#, 1, #"\1 has no"#), (#"\xg0"#, 3, "2 hexadecimal"),
            (#"\ud800"#, 3, "4 hexadecimal"),
            ("(?=a)", 1, "groups are"), ("(?i)a", 1, "groups are"), ("(?<n>a)", 1, "groups are"),
            ("((a{1000}){1000}){1000}", 1, "its repetitions"),
            ("((){1000}){1000}", 1, "its repetitions"),
            (String(repeating: "(", count: 5000), 101, "groups nest"),
            (String(repeating: "a", count: 10_001), 1, "an expression has"),
        ]
    )
    func refused(text: String, position: Int, reason: String) {
        let error = #expect(throws: PatternError.self) { try Pattern(text) }
        #expect(error?.position == position, "\(error as Any)")
        #expect(error?.reason.hasPrefix(reason) == true, "\(error as Any)")
    }

    @Test("groups nest as deep as the limit, and expressions are as long")
    func limits() throws {
        let depth = PatternLimits.depth
        let nested =
            String(repeating: "(", count: depth) + "a" + String(repeating: ")", count: depth)
        #expect(try Pattern(nested).isFound(in: "a"))
        let long = String(repeating: "a", count: PatternLimits.byteCount / 2)
        #expect(try Pattern("^" + long).isFound(in: long))
        #expect(try Pattern("(a|b){1000}").isFound(in: String(repeating: "ab", count: 500)))
    }

    @Test(
        "what backtracks for ever elsewhere ends here",
        arguments: [
            "(.+)+x$", "(a*)*b", "(a|a)*b", "(a?){30}a{30}b", "^(([a-z])+.)+[A-Z]([a-z])+$",
        ]
    )
    func hostile(text: String) throws {
        #expect(try !Pattern(text).isFound(in: String(repeating: "a", count: 2000)))
    }
}
