import Foundation
import TestSupport
import Testing

/// What PyTorch scores with the CIFAR-10 checkpoints, as their README has it.
@Suite(
    "The accuracies of PyTorch, on every set and in both dialects",
    .enabled(if: RealData.holds("images/clean"), "the CIFAR-10 checkpoints are not there"),
    .enabled(
        if: CommandLineProgram.optimisedURL != nil,
        "needs an optimised program of these sources; make build"
    )
)
struct AccuracyTableTests {
    /// The first table of the README: the names of the sets, and each model's fractions.
    private let sets: [String]
    private let rows: [(model: String, accuracies: [Double])]

    init() throws {
        let url = URL(filePath: RealData.folder + "/README.md")
        let lines = String(decoding: try Data(contentsOf: url), as: UTF8.self)
            .split(separator: "\n").filter { $0.hasPrefix("|") }
        let cells = lines.map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        sets = try #require(cells.first).filter { !$0.isEmpty }
        rows = try cells.dropFirst(2).map { row in
            (row[0], try row.dropFirst().map { try #require(Double($0)) })
        }
        try #require(sets.count == 7 && rows.count == 4)
    }

    private struct Record: Decodable {
        let datasets: [DataSet]

        struct DataSet: Decodable {
            let name: String
            let images: Int
            let correct: Int
        }
    }

    @Test("are those of evaluate, image for image", arguments: ["openclip/%.pt", "hf/%"])
    func table(file: String) throws {
        let models = rows.map { RealData.folder + "/" + file.replacing("%", with: $0.model) }
        let data = sets.flatMap { ["--data", "\($0)=\(RealData.folder)/images/\($0)"] }
        let outcome = try CommandLineProgram.run(
            ["evaluate"] + models + data + ["--json", "--quiet"]
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        let records = try outcome.output.split(separator: "\n").map {
            try JSONDecoder().decode(Record.self, from: Data($0.utf8))
        }
        #expect(records.count == rows.count)
        for (record, row) in zip(records, rows) {
            for (set, expected) in zip(record.datasets, row.accuracies) {
                let wanted = Int((expected * Double(set.images)).rounded())
                #expect(set.correct == wanted, "\(row.model) on \(set.name)")
            }
        }
    }
}
