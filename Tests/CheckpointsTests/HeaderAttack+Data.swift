// Attacks by what a header says of the data, and by saying it twice.

let offsetAttacks: [HeaderAttack] = [
    HeaderAttack(
        "begin behind end",
        HeaderAttack.one(offsets: "[4,0]"),
        data: 4,
        rule: 11,
        tensor: "a",
        at: "{\"dtype"
    ),
    HeaderAttack(
        "overlap",
        "{\(HeaderAttack.member("a", 0, 4)),\(HeaderAttack.member("b", 3, 8))}",
        data: 8,
        rule: 11,
        tensor: "b"
    ),
    HeaderAttack(
        "hole",
        "{\(HeaderAttack.member("a", 0, 4)),\(HeaderAttack.member("b", 5, 8))}",
        data: 8,
        rule: 11,
        tensor: "b"
    ),
    HeaderAttack(
        "hole before a tensor of no size",
        "{\(HeaderAttack.member("a", 0, 4)),\(HeaderAttack.member("b", 5, 5))}",
        data: 8,
        rule: 11,
        tensor: "b"
    ),
    HeaderAttack(
        "first begins late",
        "{\(HeaderAttack.member("a", 1, 4))}",
        data: 4,
        rule: 11,
        tensor: "a"
    ),
    HeaderAttack(
        "shape product overflows",
        HeaderAttack.one(shape: "[4294967296,4294967296]"),
        data: 4,
        rule: 12,
        tensor: "a",
        at: "{\"dtype"
    ),
    HeaderAttack(
        "shape overflows before a zero",
        HeaderAttack.one(shape: "[4294967296,4294967296,0]", offsets: "[0,0]"),
        rule: 12,
        tensor: "a",
        at: "{\"dtype"
    ),
    HeaderAttack(
        "shape overflows in bits only",
        HeaderAttack.one(shape: "[1152921504606846976]"),
        data: 4,
        rule: 12,
        tensor: "a",
        at: "{\"dtype"
    ),
    HeaderAttack(
        "four-bit type with an odd count",
        HeaderAttack.one(type: "\"F4\"", shape: "[3]", offsets: "[0,1]"),
        data: 1,
        rule: 13,
        tensor: "a",
        at: "{\"dtype"
    ),
    HeaderAttack(
        "fewer bytes than the shape",
        HeaderAttack.one(shape: "[2]"),
        data: 4,
        rule: 14,
        tensor: "a",
        at: "{\"dtype"
    ),
    HeaderAttack(
        "more bytes than the shape",
        HeaderAttack.one(shape: "[0]"),
        data: 4,
        rule: 14,
        tensor: "a",
        at: "{\"dtype"
    ),
    HeaderAttack(
        "end near two to the 64th",
        HeaderAttack.one(offsets: "[0,18446744073709551615]"),
        data: 4,
        rule: 15,
        tensor: "a",
        at: "{\"dtype"
    ),
    HeaderAttack(
        "ends wrap around",
        HeaderAttack.one(
            type: "\"U8\"",
            shape: "[4]",
            offsets: "[18446744073709551610,18446744073709551614]"
        ),
        data: 4,
        rule: 15,
        tensor: "a",
        at: "{\"dtype"
    ),
    HeaderAttack("one byte short", HeaderAttack.one(), data: 3, rule: 15, tensor: "a"),
    HeaderAttack("one byte long", HeaderAttack.one(), data: 5, rule: 15),
    HeaderAttack("data without tensors", "{}", data: 1, rule: 15),
]

let duplicateAttacks: [HeaderAttack] = [
    HeaderAttack(
        "duplicate name",
        "{\(HeaderAttack.member("a", 0, 4)),\(HeaderAttack.member("a", 4, 8))}",
        data: 8,
        rule: 16,
        at: HeaderAttack.member("a", 4, 8)
    ),
    HeaderAttack(
        "duplicate name, escaped",
        "{\(HeaderAttack.member("a", 0, 4)),\(HeaderAttack.member("\\u0061", 4, 8))}",
        data: 8,
        rule: 16,
        at: "\"\\u0061"
    ),
    HeaderAttack(
        "duplicate name with identical offsets",
        "{\(HeaderAttack.member("a", 0, 4)), \(HeaderAttack.member("a", 0, 4))}",
        data: 4,
        rule: 16
    ),
    HeaderAttack(
        "duplicate name of zero size",
        "{\(HeaderAttack.member("a", 0, 0)),\(HeaderAttack.member("a", 0, 0))}",
        rule: 16
    ),
    HeaderAttack(
        "duplicate metadata key",
        "{\"__metadata__\":{\"x\":\"1\",\"\\u0078\":\"1\"}}",
        rule: 17,
        at: "\"\\u0078"
    ),
    HeaderAttack(
        "duplicate metadata",
        "{\"__metadata__\":{}, \"__metadata__\":{}}",
        rule: 17,
        at: "\"__metadata__\":{}}"
    ),
    HeaderAttack(
        "duplicate field",
        HeaderAttack.one(extra: ",\"shape\":[1]"),
        data: 4,
        rule: 17,
        tensor: "a",
        at: "\"shape\":[1]}"
    ),
    HeaderAttack(
        "duplicate unknown field",
        HeaderAttack.one(extra: ",\"x\":1,\"x\":2"),
        data: 4,
        rule: 17,
        tensor: "a",
        at: "\"x\":2"
    ),
]
