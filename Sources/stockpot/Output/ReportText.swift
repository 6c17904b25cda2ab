internal import MergeEngine
internal import TextFormats

/// Reports for people.
enum ReportText {
    /// A few lines about the whole merge.
    static func summary(_ report: MergeReport) -> PrintableText {
        let rules = report.ruleCounts.map { "\($0.count) \($0.rule)" }.joined(separator: ", ")
        let ratios = report.ratios
        let range: PrintableText =
            ratios.isEmpty
            ? ""
            : """

            ratio t   median \((report.medianRatio ?? 0).text(digits: 4)), from \
            \(ratios[0].text(digits: 4)) to \(ratios[ratios.count - 1].text(digits: 4))
            """
        return """
            \(report.output ?? "measured"): \(report.tensors) tensors, \
            \(report.elements.grouped) elements, \(report.method)\
            \(report.variant.map { " (\($0))" } ?? "") of \(report.models.count) model\(report.models.count == 1 ? "" : "s")
            layers    \(rules)\(range)
            time      \(report.seconds.text(digits: 3)) s, \(report.threads) threads, \
            read \(report.bytesRead.byteText), wrote \(report.bytesWritten.byteText), \
            peak memory \(report.peakMemoryBytes.byteText)
            workers   \(report.workerSeconds.reading.text(digits: 3)) s reading, \
            \(report.workerSeconds.computing.text(digits: 3)) s computing, \
            \(report.workerSeconds.writing.text(digits: 3)) s writing
            """
    }

    /// One line for each layer, one for each block, and the matrix of pairs.
    static func page(_ report: MergeReport) -> Page {
        var table = TextTable(
            [
                ("layer", .left), ("shape", .left), ("rule", .left), ("norms", .right),
                ("angle", .right), ("cosine", .right), ("t", .right),
            ]
        )
        for layer in report.layers {
            table.add(
                [
                    layer.name, shape(layer), layer.rule, norms(layer.norms),
                    layer.angle.map { $0.text(digits: 2) } ?? "",
                    layer.cosine.map { $0.text(digits: 4) } ?? "",
                    layer.t.map { $0.text(digits: 4) } ?? "",
                ]
            )
        }
        return Page(table) + blocks(report) + (report.pairs.map(pairs) ?? Page([]))
            + Page([.text(summary(report))])
    }

    /// A summary by block; nothing where all layers are in one.
    private static func blocks(_ report: MergeReport) -> Page {
        let groups = report.groups(by: .block)
        guard groups.count > 1 else { return Page([]) }
        var table = TextTable([
            ("block", .left), ("layers", .right), ("elements", .right), ("norms", .right),
            ("angle", .right), ("cosine", .right), ("t", .right),
        ])
        for group in groups {
            table.add([
                group.name, group.layers.grouped, group.elements.grouped, norms(group.norms),
                group.angle.map { $0.text(digits: 2) } ?? "",
                group.cosine.map { $0.text(digits: 4) } ?? "",
                group.t.map { $0.text(digits: 4) } ?? "",
            ])
        }
        return Page(table)
    }

    /// The cosine of each pair above the diagonal, the distance below it.
    private static func pairs(_ pairs: PairReport) -> Page {
        let names = pairs.vectors.map(ModelName.of)
        var table = TextTable([("cosine \\ distance", .left)] + names.map { ($0, .right) })
        for (row, name) in names.enumerated() {
            let cells = names.indices.map { column in
                column == row
                    ? "-"
                    : column > row
                        ? pairs.cosines[row][column].map { $0.text(digits: 4) } ?? "none"
                        : pairs.distances[row][column].text(significant: 4)
            }
            table.add([name] + cells)
        }
        let line =
            "over \(pairs.layers.counted("layer")) that were measured: cosines above the diagonal, "
            + "distances below it"
        return Page(table, [line])
    }

    private static func shape(_ layer: LayerReport) -> String {
        let text = "[" + layer.shape.map(String.init).joined(separator: ", ") + "]"
        return layer.rows.map { "\(text), \($0) rows" } ?? text
    }

    /// Every norm of a few models; the range for many.
    private static func norms(_ norms: [Double]?) -> String {
        guard let norms, let least = norms.min(), let most = norms.max() else {
            return ""
        }
        let shown = norms.count <= 4 ? norms : [least, most]
        let separator = norms.count <= 4 ? " " : " ... "
        return shown.map { $0.text(significant: 4) }.joined(separator: separator)
    }
}

extension LayerReports: LongJSONList {
    package func forEachElement(_ body: (any Encodable) throws -> Void) rethrows {
        for record in self { try body(record) }
    }
}
