internal import ArgumentParser
internal import ModelZoo
internal import TextFormats

struct ZooBenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark",
        abstract: "Tries every method of recall, leaving one data set of the zoo out at a time.",
        discussion: """
            For each data set the zoo's models are recalled without their results on it, and the \
            order is compared with these. two-phase takes LEEP from the score records of the zoo (score --zoo), \
            embedding its signatures. Example, with a zoo of results:

              stockpot zoo benchmark zoo.jsonl
            """
    )

    @Argument(help: "The zoo.", completion: .file())
    var zoo: String

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var tables: TableArguments

    @Flag(name: .shortAndLong, help: "Print errors and the result only.")
    var quiet = false

    func run() throws {
        let found = try RecallBenchmark(Zoo(zoo))
        if !quiet { for line in found.skipped { StandardError.print("skipped: \(line)") } }
        try json
            ? StandardOutput.print(JSONText.text(found)) : tables.print(BenchmarkTable.page(found))
    }
}

/// How well methods of recall did, for people.
private enum BenchmarkTable {
    static func page(_ found: RecallBenchmark) -> Page {
        var table = TextTable([
            ("method", .left), ("left out", .left), ("models", .right), ("Spearman", .right),
            ("Pearson", .right), ("tau-b", .right), ("weighted tau", .right), ("trials", .right),
            ("top-1 regret", .right), ("top-3 regret", .right),
        ])
        func number(_ value: Double?) -> String { value?.text(digits: 3) ?? "-" }
        for row in found.rows {
            table.add([
                row.method, row.data ?? "mean of \(row.count)",
                row.data == nil ? "" : "\(row.count)",
                number(row.spearman), number(row.pearson), number(row.kendall),
                number(row.weightedTau), row.trials.text(digits: row.data == nil ? 2 : 0),
                row.top1Regret.text(digits: 4), row.top3Regret.text(digits: 4),
            ])
        }
        return Page(table)
    }
}
