internal import TextFormats

extension ZooRecord {
    /// The record as a line of JSON, without the end of the line.
    package var line: String { JSONValue.object(members).text(.compact) }

    private var members: [JSONMember] {
        switch self {
        case .result(let record):
            [Self.kind("result")] + Self.members(record.model)
                + [
                    JSONMember("data", .string(record.data)),
                    JSONMember("accuracy", .number(record.accuracy)),
                    record.images.map { JSONMember("images", .number($0)) },
                    JSONMember("stage", record.stage.map { .number($0) } ?? .null),
                ].compactMap(\.self)
        case .score(let record):
            [Self.kind("score")] + Self.members(record.model) + [
                JSONMember("data", .string(record.data)),
                JSONMember(
                    "scores",
                    .object(
                        record.scores.map { name, value in
                            JSONMember(name, value.map { .number($0) } ?? .null)
                        }
                    )
                ),
            ]
        case .data(let record):
            [
                Self.kind("data"), JSONMember("data", .string(record.data)),
                Self.texts("baselines", record.baselines), Self.numbers("mean", record.mean),
                Self.numbers("relevance", record.relevance),
                Self.numbers("explained", record.explained),
                JSONMember("images", .number(record.images)),
                Self.texts("classes", record.classes),
            ]
        case .signature(let record):
            [Self.kind("signature")] + Self.members(record.model) + [
                Self.texts("baselines", record.baselines),
                JSONMember("probe", .string(record.probe)),
                Self.numbers("coverage", record.coverage),
            ]
        case .label(let record):
            [Self.kind("label")] + Self.members(record.model) + [
                JSONMember("data", .string(record.data)),
                Self.texts("concepts", record.concepts), Self.texts("outputs", record.outputs),
                JSONMember(
                    "confusion",
                    .array(record.confusion.map { .array($0.map { .number($0) }) })
                ),
                JSONMember("counts", .array(record.counts.map { .number($0) })),
            ]
        case .similarity(let record):
            [
                Self.kind("similarity"), JSONMember("data", .string(record.data)),
                JSONMember("other", .string(record.other)),
                JSONMember("value", .number(record.value)),
            ]
        }
    }

    private static func kind(_ name: String) -> JSONMember { JSONMember("kind", .string(name)) }

    private static func members(_ model: ModelIdentity) -> [JSONMember] {
        [
            JSONMember("model", .string(model.path)),
            model.sha256.map { JSONMember("sha256", .string($0)) },
        ].compactMap(\.self)
    }

    private static func texts(_ key: String, _ values: [String]) -> JSONMember {
        JSONMember(key, .array(values.map { .string($0) }))
    }

    private static func numbers(_ key: String, _ values: [Double?]) -> JSONMember {
        JSONMember(key, .array(values.map { value in value.map { .number($0) } ?? .null }))
    }
}
