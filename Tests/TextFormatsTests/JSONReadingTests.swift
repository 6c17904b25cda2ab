import Testing
import TextFormats

@Suite("Reading JSON strictly")
struct JSONReadingTests {
    private func value(_ text: String) throws(JSONError) -> JSONValue {
        try JSONValue(Array(text.utf8), "the text")
    }

    @Test("values of all kinds, with the members in their order")
    func values() throws {
        let found = try value(
            #" {"b": [1, -2.5e3, true, null], "a": {"\u00e9\ud83d\ude00\n": "x\"\\\/\b\f\r\t"}} "#
        )
        let inner = JSONMember("\u{E9}\u{1F600}\n", .string("x\"\\/\u{8}\u{C}\r\t"))
        let list: [JSONValue] = [.number(1), .number(-2500.0), .boolean(true), .null]
        #expect(
            found == .object([JSONMember("b", .array(list)), JSONMember("a", .object([inner]))])
        )
    }

    @Test("numbers keep their digits")
    func digits() throws {
        #expect(try value("18446744073709551615").text() == "18446744073709551615")
        #expect(try value("0.10").text() == "0.10")
        #expect(try value("0.10") == .number(0.1))
    }

    @Test(
        "what general readers let pass is an error that says where",
        arguments: [
            (#"{"a": 1, "a": 2}"#, 9, "appears twice"),
            (#"{"a": 1, "\u0061": 2}"#, 9, "appears twice"),
            ("", 0, "expected a value"), ("1 2", 2, "continues after its end"),
            ("01", 0, "leading zero"), ("1.", 2, "expected a value"), ("-", 1, "expected a value"),
            ("[1,]", 3, "expected a value"), ("[1", 2, "expected ','"),
            ("{\"a\"}", 4, "expected ':'"),
            ("nul", 0, "expected a value"), ("\"\u{1}\"", 1, "bare control"),
            ("\"a", 2, "without an end"),
            (#""\x""#, 1, "unknown escape"), (#""\u12g4""#, 5, "four hexadecimal"),
            (#""\ud800""#, 1, "half a surrogate"), ("1e999", 0, "exceeds 64 bits"),
            ("NaN", 0, "expected a value"), ("{a: 1}", 1, "must be a string"),
        ]
    )
    func errors(text: String, offset: Int, message: String) {
        let error = #expect(throws: JSONError.self) { try value(text) }
        #expect(
            error?.offset == offset && error?.message.contains(message) == true,
            "\(error as Any)"
        )
    }

    @Test("names that look the same and are not are two members")
    func normalisation() throws {
        #expect(try value("{\"\u{E9}\": 1, \"e\u{301}\": 2}").members?.count == 2)
    }

    @Test("bytes that are not UTF-8 are an error at their place")
    func encoding() {
        let error = #expect(throws: JSONError.self) {
            try JSONValue([0x22, 0x61, 0xFF, 0x22], "the text")
        }
        #expect(error?.offset == 2 && error?.message == "the text is not UTF-8")
    }

    @Test("bounds: each is kept exactly, and one more is an error")
    func bounds() throws {
        let limits = JSONLimits(nestingDepth: 2, stringByteCount: 3, memberCount: 2)
        for text in ["[[1]]", "\"abc\"", #"{"a":1,"b":2}"#] {
            _ = try JSONValue(Array(text.utf8), "it", limits: limits)
        }
        for text in ["[[[1]]]", "\"abcd\"", "\"ab\\u0063d\"", #"{"a":1,"b":2,"c":3}"#] {
            #expect(throws: JSONError.self) {
                try JSONValue(Array(text.utf8), "it", limits: limits)
            }
        }
    }
}
