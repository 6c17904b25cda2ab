import SystemFiles
import Testing
import TextFormats

@testable import EvaluationResults

@Suite("Reading result files")
struct ReadingTests {
    private func read(_ text: String) throws -> EvaluationResultFile {
        try EvaluationResultFile.parse(Array(text.utf8), path: "r.jsonl")
    }

    private func message(_ text: String) throws -> String {
        let error = try #require(throws: FileError.self) { try read(text) }
        #expect(error.code == .malformed)
        return error.description
    }

    @Test func theSoupProjectsTablesToThePrintedDigits() throws {
        let results = try read(PublicRows.text).results
        let roles = try #require(DataSetRoles(of: results))
        #expect(roles.clean == "ImageNet" && roles.shifts == DataSetRoles.imageNetShifts)
        for (result, row) in zip(results, PublicRows.table) {
            let average = try #require(result.shiftAverage(roles))
            #expect(result.modelName == row.name)
            // Half a unit of the last printed digit, and the rounding of the subtraction.
            let half = 0.000_5 + 1e-12
            #expect(abs(try #require(result["ImageNet2p"]) * 100 - row.heldOut) <= half)
            #expect(abs(try #require(result["ImageNet"]) * 100 - row.clean) <= half)
            #expect(abs(average * 100 - row.shifts) <= half, "\(row.name)")
        }
    }

    @Test func theSoupProjectsRowsAreWrittenAsTheyWere() throws {
        let lines = try read(PublicRows.text).results.map(\.line)
        #expect(lines.joined(separator: "\n") + "\n" == PublicRows.text)
    }

    @Test func curvesOfWiseFT() throws {
        let file = try read(
            """
            {"lr": 3e-05, "wd": 0.1, "epochs": 10, "save": "models", "freeze_encoder": false, \
            "alpha": 0.5, "ImageNet:top1": 0.817, "IWildCam:F1-macro_all": 0.2}
            {"lr": 3e-05, "alpha": [0, 0.5], "ImageNet:top1": 0.8}
            {"lr": 3e-05, "alpha": 1.0, "ImageNet:top1": 0.813}
            """
        )
        #expect(file.results.map(\.alpha) == [0.5, 1])
        #expect(file.results.map { $0["ImageNet"] } == [0.817, 0.813])
        #expect(file.results.allSatisfy { $0.accuracies.count == 1 })
        #expect(file.results[0].detail("lr") == .number(3e-05))
        #expect(file.warnings == ["r.jsonl:2: alpha is not a number; the row is left out"])
    }

    @Test func ownDataSetsAndDetails() throws {
        let line = """
            {"model_name": "soup", "clean": 0.5925, "noise": 0.51, "members": ["a", "b"], \
            "n_images": {"clean": 400}, "seconds": 1.5, "variant": "paper", "note": null}
            """
        let result = try #require(try read(line).results.first)
        #expect(result.accuracies.map(\.dataSet) == ["clean", "noise"])
        #expect(result.details.map(\.key) == ["members", "n_images", "seconds", "variant", "note"])
        #expect(result.line == line)
    }

    @Test func bothSpellingsAreOneKey() throws {
        let plain = try read(#"{"model_name": "m", "ImageNet": 0.5}"#).results
        #expect(try read(#"{"model_name": "m", "ImageNet:top1": 0.5}"#).results == plain)
        #expect(
            try message(#"{"model_name": "m", "ImageNet": 0.5, "ImageNet:top1": 0.5}"#)
                == #"r.jsonl:1: the accuracy of "ImageNet" occurs twice"#
        )
    }

    @Test func dataSetsOfOtherBytesAreOthers() throws {
        let line = "{\"model_name\": \"m\", \"caf\u{E9}\": 0.5, \"cafe\u{301}\": 0.25}"
        let result = try #require(try read(line).results.first)
        #expect(result["caf\u{E9}"] == 0.5 && result["cafe\u{301}"] == 0.25)
        #expect(result.accuracies.count == 2)
    }

    @Test func duplicates() throws {
        let row = #"{"model_name": "m", "x": 0.5}"#
        #expect(try read("\(row)\n\n\(row)\n").results.count == 1)
        #expect(
            try message("\(row)\n\n" + #"{"model_name": "m", "x": 0.6}"#)
                == #"r.jsonl:3: "m" is in an earlier line, with other values"#
        )
        let curve = #"{"model_name": "m", "x": 0.5, "alpha": 0}"#
        #expect(try read("\(row)\n\(curve)\n").results.count == 2)
    }

    @Test(arguments: [
        (
            #"{"model_name": "m", "x": 80.4}"#,
            #"the accuracy of "x" is 80.4: give fractions, not percentages"#
        ),
        (#"{"model_name": "m", "x": -0.1}"#, #"the accuracy of "x" is -0.1, which is negative"#),
        (#"{"model_name": "m", "ImageNet": null}"#, #"the accuracy of "ImageNet" is not a number"#),
        (#"{"model_name": 3, "x": 0.1}"#, "model_name is not a string"),
        (#"{"x": 0.1}"#, "the row has no model_name"),
        ("[1]", "is not a JSON object"),
        (#"{"model_name": "m", "x": NaN}"#, "byte 26: invalid JSON: expected a value"),
        (#"{"model_name": "m", "x": 01}"#, "byte 26: invalid JSON: a number with a leading zero"),
        (#"{"model_name": "m", "x": 1e999}"#, "byte 26: a number exceeds 64 bits"),
        (#"{"model_name": "m", "x": 0.1} x"#, "byte 31: the line continues after its end"),
        (#"{"x": 0.1, "x": 0.1}"#, "byte 12: the name 'x' appears twice"),
        (#"{"model_name": "\ud800"}"#, "byte 17: invalid JSON: half a surrogate pair"),
        (#"{"model_name": "\q"}"#, "byte 17: invalid JSON: an unknown escape"),
        ("{\"model_name\": \"\u{1}\"}", "byte 17: invalid JSON: a bare control character"),
        (String(repeating: "[", count: 33), "byte 33: JSON nests deeper than 32 levels"),
    ])
    func malformedRows(row: String, expected: String) throws {
        #expect(try message("\n" + row + "\n") == "r.jsonl:2: " + expected)
    }

    @Test func aByteOrderMarkIsNotPartOfTheFirstLine() throws {
        let bytes = [0xEF, 0xBB, 0xBF] + Array(#"{"model_name": "a", "x": 0.5}"#.utf8)
        #expect(try EvaluationResultFile.parse(bytes, path: "r").results.map(\.modelName) == ["a"])
    }

    @Test func aLineThatIsNotUTF8() {
        let bytes = Array(#"{"model_name": ""#.utf8) + [0xFF] + Array("\"}\n".utf8)
        #expect(
            throws: FileError(
                .malformed,
                "r",
                "byte 17: the line is not UTF-8",
                line: 1
            )
        ) {
            try EvaluationResultFile.parse(bytes, path: "r")
        }
    }

    @Test func everyCutOfALastLineIsReportedAndLeftOut() throws {
        let rows = PublicRows.text.split(separator: "\n").prefix(2)
        let last = rows[1]
        for count in 1..<last.utf8.count {
            let file = try read(rows[0] + "\n" + last.prefix(count))
            #expect(file.results.map(\.modelName) == ["model_0"])
            #expect(file.warnings == ["r.jsonl:2: the last line was cut short and is left out"])
        }
        #expect(try read(rows[0] + "\n" + last).results.count == 2)
        #expect(try message(rows[0].dropLast() + "\n" + last).hasPrefix("r.jsonl:1: byte"))
    }

    @Test(arguments: [
        0.1, 1.0 / 3, 0.30000000000000004, .leastNonzeroMagnitude, 1, 0, 0.7808076923076923,
    ])
    func numbersReadBackAsTheSameBits(value: Double) throws {
        let result = EvaluationResult(modelName: "m\u{2028}\"\\\n", accuracies: [.init("x", value)])
        #expect(try read(result.line).results == [result])
    }
}
