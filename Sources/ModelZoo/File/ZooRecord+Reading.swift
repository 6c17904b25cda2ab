internal import TextFormats

extension ZooRecord {
    /// Reads a record.
    ///
    /// Keys that no record has are ignored, as records of other kinds are.
    ///
    /// - Returns: Nil for a record of another kind.
    /// - Throws: `ZooLineError` for a record that lacks something or has something that cannot be.
    init?(_ members: [JSONMember]) throws(ZooLineError) {
        let fields = RecordFields(members)
        switch try fields.text("kind") {
        case "result":
            self = .result(
                AccuracyRecord(
                    model: try fields.model(),
                    data: try fields.text("data"),
                    accuracy: try fields.fraction("accuracy"),
                    images: try fields.optionalCount("images"),
                    stage: try fields.optionalCount("stage")
                )
            )
        case "score":
            self = .score(
                ScoreRecord(
                    model: try fields.model(),
                    data: try fields.text("data"),
                    scores: try fields.scores()
                )
            )
        case "data": self = .data(try DataSetRecord(fields))
        case "signature":
            let coverage = try fields.optionalNumbers("coverage")
            guard coverage.allSatisfy({ (0...1).contains($0 ?? 0) }) else {
                throw ZooLineError("a coverage is not from 0 to 1")
            }
            self = .signature(
                SignatureRecord(
                    model: try fields.model(),
                    baselines: try fields.texts("baselines"),
                    probe: try fields.text("probe"),
                    coverage: coverage
                )
            )
        case "label": self = .label(try LabelRecord(fields))
        case "similarity":
            self = .similarity(
                SimilarityRecord(
                    data: try fields.text("data"),
                    other: try fields.text("other"),
                    value: try fields.fraction("value")
                )
            )
        default: return nil
        }
    }
}

extension DataSetRecord {
    fileprivate init(_ fields: RecordFields) throws(ZooLineError) {
        let classes = try fields.texts("classes")
        let relevance = try fields.numbers("relevance")
        guard relevance.allSatisfy({ $0 >= 0 }) else {
            throw ZooLineError("a relevance is negative")
        }
        self.init(
            data: try fields.text("data"),
            baselines: try fields.texts("baselines"),
            mean: try fields.numbers("mean"),
            relevance: relevance,
            explained: fields.has("explained") ? try fields.numbers("explained") : [],
            images: try fields.optionalCount("images") ?? 0,
            classes: classes
        )
    }
}

extension LabelRecord {
    fileprivate init(_ fields: RecordFields) throws(ZooLineError) {
        self.init(
            model: try fields.model(),
            data: try fields.text("data"),
            concepts: try fields.texts("concepts"),
            outputs: try fields.texts("outputs"),
            confusion: try fields.rows("confusion"),
            counts: try fields.counts("counts")
        )
        guard confusion.count == concepts.count, counts.count == concepts.count else {
            throw ZooLineError(
                "has \(concepts.count) concepts, \(confusion.count) rows of confusion and "
                    + "\(counts.count) counts"
            )
        }
        guard confusion.allSatisfy({ $0.count == outputs.count }) else {
            throw ZooLineError("a row of confusion does not have \(outputs.count) outputs")
        }
        let areShares = confusion.allSatisfy { row in
            row.allSatisfy { $0 >= 0 } && row.reduce(0, +) <= 1 + 1e-6
        }
        guard areShares else { throw ZooLineError("a row of confusion is not a row of shares") }
    }
}

/// Why a line of a zoo is not a record.
struct ZooLineError: Error {
    let message: String

    init(_ message: String) { self.message = message }
}

/// The members of a record by name.
private struct RecordFields {
    private let members: [JSONMember]

    init(_ members: [JSONMember]) { self.members = members }

    private subscript(key: String) -> JSONValue? { members.first { $0.key.isExactly(key) }?.value }

    func has(_ key: String) -> Bool { self[key] != nil }

    func text(_ key: String) throws(ZooLineError) -> String {
        guard let text = self[key]?.string, !text.isEmpty else {
            throw ZooLineError("its '\(key)' is not a name")
        }
        return text
    }

    func model() throws(ZooLineError) -> ModelIdentity {
        ModelIdentity(
            path: try text("model"),
            sha256: has("sha256") ? try text("sha256") : nil
        )
    }

    func fraction(_ key: String) throws(ZooLineError) -> Double {
        guard let number = self[key]?.number, (0...1).contains(number) else {
            throw ZooLineError("its '\(key)' is not a number from 0 to 1")
        }
        return number
    }

    func optionalCount(_ key: String) throws(ZooLineError) -> Int? {
        guard let value = self[key], value != .null else { return nil }
        return try Self.count(value, key)
    }

    func counts(_ key: String) throws(ZooLineError) -> [Int] {
        try elements(key).map { value throws(ZooLineError) in try Self.count(value, key) }
    }

    private static func count(_ value: JSONValue, _ key: String) throws(ZooLineError) -> Int {
        guard let number = value.number, let count = Int(exactly: number), count >= 0 else {
            throw ZooLineError("its '\(key)' is not a whole number from 0 on")
        }
        return count
    }

    func texts(_ key: String) throws(ZooLineError) -> [String] {
        try elements(key).map { value throws(ZooLineError) in
            guard let text = value.string else {
                throw ZooLineError("its '\(key)' is not a list of names")
            }
            return text
        }
    }

    func numbers(_ key: String) throws(ZooLineError) -> [Double] {
        try elements(key).map { value throws(ZooLineError) in try Self.number(value, key) }
    }

    func optionalNumbers(_ key: String) throws(ZooLineError) -> [Double?] {
        try elements(key).map { value throws(ZooLineError) in
            value == .null ? nil : try Self.number(value, key)
        }
    }

    func rows(_ key: String) throws(ZooLineError) -> [[Double]] {
        try elements(key).map { row throws(ZooLineError) in
            guard case .array(let values) = row else {
                throw ZooLineError("its '\(key)' is not a list of rows")
            }
            return try values.map { value throws(ZooLineError) in try Self.number(value, key) }
        }
    }

    func scores() throws(ZooLineError) -> [(name: String, value: Double?)] {
        guard let members = self["scores"]?.members else {
            throw ZooLineError("its 'scores' is not an object")
        }
        return try members.map { member throws(ZooLineError) in
            (member.key, member.value == .null ? nil : try Self.number(member.value, "scores"))
        }
    }

    private static func number(_ value: JSONValue, _ key: String) throws(ZooLineError) -> Double {
        guard let number = value.number else {
            throw ZooLineError("its '\(key)' holds something that is not a number")
        }
        return number
    }

    private func elements(_ key: String) throws(ZooLineError) -> [JSONValue] {
        guard case .array(let elements)? = self[key] else {
            throw ZooLineError("its '\(key)' is not a list")
        }
        return elements
    }
}
