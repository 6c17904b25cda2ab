@testable import EvaluationResults

/// A file of accuracies, one JSON object to a line; what it lists is within its bounds.
func examine(_ input: [UInt8]) throws {
    let file = try EvaluationResultFile.parse(input, path: "x.jsonl")
    require(file.wholeByteCount <= input.count, "more bytes than there are")
    require(file.results.count <= input.count, "more results than bytes")
}
