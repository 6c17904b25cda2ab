// Attacks by the text of a header: its JSON, its fields and its numbers.

let jsonAttacks: [HeaderAttack] = [
    HeaderAttack("header is an array", "[]      ", rule: 5, at: "["),
    HeaderAttack("header is empty", "", rule: 5),
    HeaderAttack("leading space", " {}     ", rule: 5, at: " {"),
    HeaderAttack("trailing garbage", "{}x     ", rule: 5, at: "x"),
    HeaderAttack("second object behind the first", "{}{}    ", rule: 5, at: "{}    "),
    HeaderAttack("NUL padding", "{}\0\0\0\0\0\0", rule: 5, at: "\0"),
    HeaderAttack("unclosed object", "{", rule: 5),
    HeaderAttack("unclosed string", "{\"a", rule: 5),
    HeaderAttack(
        "trailing comma",
        "{\(HeaderAttack.member("a", 0, 1)),} ",
        data: 1,
        rule: 5,
        at: "} "
    ),
    HeaderAttack("missing colon", "{\"a\" 1}", rule: 5, at: "1"),
    HeaderAttack("half a surrogate pair", "{\"\\ud83d\":1}", rule: 5, at: "\\u"),
    HeaderAttack("two first halves", "{\"\\ud83d\\ud83d\":1}", rule: 5, at: "\\u"),
    HeaderAttack("unknown escape", "{\"\\x41\":1}", rule: 5, at: "\\x"),
    HeaderAttack("escape with a wide digit", "{\"\\u００41\":1}", rule: 5),
    HeaderAttack("control character in a name", "{\"a\tb\":1}", rule: 5, at: "\t"),
    HeaderAttack(
        "depth bomb",
        HeaderAttack.one(extra: ",\"x\":" + String(repeating: "{\"y\":", count: 100)),
        data: 4,
        rule: 6,
        tensor: "a"
    ),
    HeaderAttack(
        "a million nested arrays",
        HeaderAttack.one(extra: ",\"x\":" + String(repeating: "[", count: 1_000_000)),
        data: 4,
        rule: 6,
        tensor: "a"
    ),
    HeaderAttack("metadata is a string", "{\"__metadata__\":\"x\"}", rule: 7, at: "\"x\""),
    HeaderAttack("metadata value is a number", "{\"__metadata__\":{\"x\":1}}", rule: 7, at: "1"),
    HeaderAttack("metadata value is null", "{\"__metadata__\":{\"x\":null}}", rule: 7, at: "null"),
]

let fieldAttacks: [HeaderAttack] = [
    HeaderAttack("tensor is a number", "{\"a\":1}", rule: 8, tensor: "a", at: "1"),
    HeaderAttack(
        "missing dtype",
        "{\"a\":{\"shape\":[],\"data_offsets\":[0,0]}}",
        rule: 8,
        tensor: "a",
        at: "{\"shape"
    ),
    HeaderAttack(
        "missing shape",
        "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,0]}}",
        rule: 8,
        tensor: "a",
        at: "{\"dtype"
    ),
    HeaderAttack(
        "missing data_offsets",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[]}}",
        rule: 8,
        tensor: "a",
        at: "{\"dtype"
    ),
    HeaderAttack(
        "no data_offsets",
        HeaderAttack.one(offsets: "[]"),
        rule: 8,
        tensor: "a",
        at: "[]"
    ),
    HeaderAttack(
        "one data_offset",
        HeaderAttack.one(offsets: "[0]"),
        rule: 8,
        tensor: "a",
        at: "[0]"
    ),
    HeaderAttack(
        "three data_offsets",
        HeaderAttack.one(offsets: "[0,4,9]"),
        data: 4,
        rule: 8,
        tensor: "a",
        at: "9"
    ),
    HeaderAttack(
        "unknown dtype",
        HeaderAttack.one(type: "\"F33\""),
        data: 4,
        rule: 9,
        tensor: "a",
        at: "\"F33\""
    ),
    HeaderAttack(
        "dtype in lower case",
        HeaderAttack.one(type: "\"f32\""),
        data: 4,
        rule: 9,
        tensor: "a",
        at: "\"f32\""
    ),
    HeaderAttack(
        "dtype is a number",
        HeaderAttack.one(type: "32"),
        data: 4,
        rule: 8,
        tensor: "a",
        at: "32,"
    ),
    HeaderAttack(
        "seventeen dimensions",
        HeaderAttack.one(shape: "[\(Array(repeating: "1", count: 17).joined(separator: ","))]"),
        data: 4,
        rule: 19,
        tensor: "a"
    ),
    HeaderAttack(
        "name of 4097 bytes",
        "{\(HeaderAttack.member(String(repeating: "n", count: 4097), 0, 1))}",
        data: 1,
        rule: 19,
        tensor: String(repeating: "n", count: 4097)
    ),
    HeaderAttack(
        "string of a mebibyte and one",
        "{\"__metadata__\":{\"x\":\"\(String(repeating: "s", count: 1 << 20 + 1))\"}}",
        rule: 19
    ),
]

let numberAttacks: [HeaderAttack] = [
    ("negative", "-1"), ("signed", "+1"), ("fractional", "1.0"), ("exponent", "1e0"),
    ("two to the 64th", "18446744073709551616"), ("leading zero", "01"), ("null", "null"),
    ("ten to the 30th", "1000000000000000000000000000000"), ("string", "\"1\""), ("array", "[1]"),
].flatMap { (name: String, number: String) in
    [
        HeaderAttack(
            "\(name) number in shape",
            HeaderAttack.one(shape: "[\(number)]"),
            data: 4,
            rule: 10,
            tensor: "a",
            at: number + "]"
        ),
        HeaderAttack(
            "\(name) number in data_offsets",
            HeaderAttack.one(offsets: "[0,\(number)]"),
            data: 4,
            rule: 10,
            tensor: "a",
            at: number + "]}"
        ),
    ]
}
