@testable import ModelZoo

/// A zoo file: what is kept of it can be written, and reads back as it was; joined, it recalls or says why not.
func examine(_ input: [UInt8]) throws {
    let file = try ZooFile(input, path: "x.jsonl")
    require(file.wholeByteCount <= input.count, "more bytes than there are")
    require(file.records.count <= input.count, "more records than bytes")
    let lines = file.records.map(\.line)
    let again = try ZooFile(Array(lines.map { $0 + "\n" }.joined().utf8), path: "x.jsonl")
    require(again.records.map(\.line) == lines, "a record is another one once it was written")
    require(again.tornLine == nil, "a whole line counts as one cut short")

    let zoo = Zoo(file, path: "x.jsonl")
    require(zoo.models.count <= file.records.count, "more models than records")
    guard file.records.count < 100, let target = zoo.dataSets.first else { return }
    for method in 0..<3 {
        _ = try? recall(zoo, target, method)
    }
    _ = try? RecallBenchmark(zoo)
}

private func recall(_ zoo: Zoo, _ target: String, _ method: Int) throws {
    switch method {
    case 0: _ = try LinkRecall().find(zoo, target: RecallTarget(target, in: zoo))
    case 1: _ = try CoarseRecall(zoo, target: target).find(zoo)
    default: _ = try EmbeddingRecall.find(zoo, target: RecallTarget(target, in: zoo))
    }
}
