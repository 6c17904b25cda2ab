import Foundation
import Testing
import TextFormats

@Suite("Values as JSON, and back")
struct JSONCodingTests {
    struct Sample: Codable, Equatable {
        enum Kind: String, Codable { case first, second }
        struct Inner: Codable, Equatable {
            let name: String
            let rows: [Int]?
        }

        let flag: Bool
        let small: Float
        let large: Double
        let least: Int64
        let most: UInt64
        let kind: Kind
        let inner: [Inner]
        let byName: [String: Double]
        let none: Int?
        let url_like: String
        let empty: [Int]
        let noMembers: [String: Int]
    }

    private let sample = Sample(
        flag: true,
        small: 0.1,
        large: 1e300,
        least: .min,
        most: .max,
        kind: .second,
        inner: [.init(name: "a\"b\\c\n\u{1}", rows: [1, 2]), .init(name: "é", rows: nil)],
        byName: ["b": 0.5, "a": -0.0, "c": 3],
        none: nil,
        url_like: "a/b",
        empty: [],
        noMembers: [:]
    )

    @Test("the text is that of Foundation's encoder, byte for byte")
    func likeFoundation() throws {
        let encoder = JSONEncoder()
        let value = try JSONValue(encoding: sample)
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(value.text(.compact) == String(decoding: try encoder.encode(sample), as: UTF8.self))
        encoder.outputFormatting.insert(.prettyPrinted)
        #expect(
            value.text(.indented) == String(decoding: try encoder.encode(sample), as: UTF8.self)
        )
    }

    @Test("numbers are written as Foundation writes them")
    func numbers() throws {
        let encoder = JSONEncoder()
        let numbers = [
            0, 1, -1, 0.1, 1.0 / 3, 1e15, 1e16, 1e17, 123456789.125, 2.3e-308, 1e-5, -2.5e-7,
        ]
        for number in numbers {
            let text = String(decoding: try encoder.encode(number), as: UTF8.self)
            #expect(try JSONValue(encoding: number).text() == text)
            #expect(JSONValue.number(number).text() == text)
            let single = String(decoding: try encoder.encode(Float(number)), as: UTF8.self)
            #expect(try JSONValue(encoding: Float(number)).text() == single)
        }
    }

    @Test("what was written reads back as the same value, in every layout")
    func roundTrip() throws {
        for layout in [JSONLayout.compact, .spaced, .indented] {
            let text = try JSONValue(encoding: sample).text(layout)
            let value = try JSONValue(Array(text.utf8), "it")
            #expect(try value.decoded(as: Sample.self) == sample)
        }
    }

    @Test("a number that is not finite has no JSON")
    func notFinite() {
        for number in [Double.nan, .infinity] {
            #expect(throws: EncodingError.self) { try JSONValue(encoding: [number]) }
        }
    }

    @Test(
        "what does not fit the type says what and where",
        arguments: [
            (#"{"name": "a", "rows": [1, "x"]}"#, "another kind is expected at rows.1"),
            (#"{"name": 1}"#, "another kind is expected at name"),
            (#"{"rows": []}"#, "'name' is missing"),
            (#"{"name": "a", "rows": [1.5]}"#, "another kind is expected at rows.0"),
            (
                #"{"name": "a", "rows": [9223372036854775808]}"#,
                "another kind is expected at rows.0"
            ),
            ("[]", "another kind is expected"),
        ]
    )
    func mismatch(text: String, message: String) throws {
        let value = try JSONValue(Array(text.utf8), "it")
        let error = #expect(throws: JSONMismatch.self) { try value.decoded(as: Sample.Inner.self) }
        #expect(error?.message.contains(message) == true, "\(error as Any)")
    }

    @Test("strings: what JSON demands is escaped, and what cannot be printed where it is printed")
    func escaping() {
        let name = "\u{1B}\u{7F}\u{9B}\u{202E}\u{E0001}é"
        #expect(JSONValue.quoted(name) == "\"\\u001b\u{7F}\u{9B}\u{202E}\u{E0001}é\"")
        #expect(
            JSONValue.string(name).text() == #""\u001b\u007f\u009b\u202e\udb40\udc01é""#
        )
    }
}
