internal import ModelZoo
internal import TextFormats

/// What was added to a zoo.
struct ZooAdditions: Encodable {
    let zoo: String
    let results, scores, data, signatures, labels: Int

    init(zoo: String, _ records: [ZooRecord]) {
        func count(_ isKind: (ZooRecord) -> Bool) -> Int { records.count(where: isKind) }
        self.zoo = zoo
        results = count { if case .result = $0 { true } else { false } }
        scores = count { if case .score = $0 { true } else { false } }
        data = count { if case .data = $0 { true } else { false } }
        signatures = count { if case .signature = $0 { true } else { false } }
        labels = count { if case .label = $0 { true } else { false } }
    }

    /// One line for people.
    var text: PrintableText {
        let parts = [
            (results, "accuracy", "accuracies"), (scores, "row of scores", "rows of scores"),
            (data, "data set", "data sets"), (signatures, "signature", "signatures"),
            (labels, "model label", "model labels"),
        ].filter { $0.0 > 0 }.map { "\($0.0.grouped) \($0.0 == 1 ? $0.1 : $0.2)" }
        let what = parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
        return PrintableText(lines: ["\(zoo): added \(what)"])
    }
}

/// Recalled models for people.
enum RecallText {
    /// A line for each model, best first, then what the ranking rests on.
    static func text(_ found: RecalledModels) -> Page {
        let notes = (found.models + (found.baselines ?? [])).contains { $0.note != nil }
        var table = TextTable(
            [("model", .left), ("score", .right), ("results", .right)]
                + (notes ? [("note", .left)] : [])
        )
        for row in found.models {
            table.add(
                [row.model, row.score?.text(digits: 4) ?? "-", "\(row.results)"]
                    + (notes ? [row.note ?? ""] : [])
            )
        }
        var lines = ["\(found.target), by \(found.method)"]
        if let neighbours = found.neighbours, !neighbours.isEmpty {
            let texts = neighbours.map { "\($0.data) \($0.similarity.text(digits: 3))" }
            lines.append("most similar data sets: " + texts.joined(separator: ", "))
        }
        for (number, family) in (found.families ?? []).enumerated() {
            lines.append("family \(number + 1): " + family.joined(separator: ", "))
        }
        for row in found.baselines ?? [] {
            lines.append("baseline \(row.model): " + (row.score?.text(digits: 4) ?? "-"))
        }
        lines += found.models.compactMap { row in
            row.undefined.map { "\(row.model): " + $0 }
        }
        return Page(table, lines)
    }
}

/// A staged selection for people.
enum StagedText {
    /// A table for each stage, and the best model.
    static func text(_ found: StagedSelection, target: String) -> Page {
        let hasPast = found.stages.flatMap(\.models).contains { $0.prediction != nil }
        var table = TextTable(
            [("stage", .right), ("images", .right), ("model", .left), ("accuracy %", .right)]
                + (hasPast ? [("expected %", .right)] : []) + [("goes on", .left)]
        )
        for stage in found.stages {
            for row in stage.models {
                let expected = row.prediction.map { (100 * $0).text(digits: 2) } ?? "-"
                table.add(
                    [
                        "\(stage.stage)", stage.images.grouped, row.model,
                        (100 * row.accuracy).text(digits: 2),
                    ] + (hasPast ? [expected] : []) + [row.goesOn ? "yes" : ""]
                )
            }
        }
        let best = "\(target): \(found.order.first ?? "-")"
        return Page(table, [best])
    }
}

/// Who serves which class, for people.
enum CoverText {
    /// A line for each class and each of its models, and the fewest models.
    static func text(_ found: ClassCover) -> Page {
        var table = TextTable([
            ("class", .left), ("model", .left), ("F1", .right), ("value", .right),
        ])
        for row in found.table {
            for server in row.servers {
                table.add([
                    row.name, server.model, server.f1.text(digits: 4),
                    server.value.text(digits: 4),
                ])
            }
        }
        let fewest = "fewest models: " + found.chosen.joined(separator: ", ")
        return Page(table, [fewest])
    }
}
