import SystemFiles
import TestSupport
import Testing

@testable import ModelZoo

/// Lines of a zoo, by formula.
enum ZooLines {
    static func result(_ model: String, _ data: String, _ accuracy: Double) -> String {
        #"{"kind":"result","model":"\#(model)","data":"\#(data)","accuracy":\#(accuracy)}"# + "\n"
    }

    static func zoo(_ text: String) throws -> Zoo {
        Zoo(try ZooFile(Array(text.utf8), path: "z"), path: "z")
    }
}

@Suite("Zoo files")
struct ZooFileTests {
    private static let model = ModelIdentity(path: "m \"0\"", sha256: "ab")
    private static let records: [ZooRecord] = [
        .result(AccuracyRecord(model: model, data: "a", accuracy: 0.1 + 0.2, images: 3, stage: 0)),
        .result(AccuracyRecord(model: model, data: "a", accuracy: 1)),
        .score(ScoreRecord(model: model, data: "a", scores: [("lfc", 0.25), ("h", nil)])),
        .data(
            DataSetRecord(
                data: "a",
                baselines: ["b"],
                mean: [1, -2.5],
                relevance: [0, 0.5],
                explained: [0.25],
                images: 9,
                classes: ["x", "y"]
            )
        ),
        .signature(
            SignatureRecord(model: model, baselines: ["b"], probe: "p", coverage: [0.5, nil])
        ),
        .label(
            LabelRecord(
                model: model,
                data: "a",
                concepts: ["x", "y"],
                outputs: ["u", "v", "w"],
                confusion: [[1, 0, 0], [0.25, 0.5, 0.25]],
                counts: [1, 4]
            )
        ),
        .similarity(SimilarityRecord(data: "a", other: "b", value: 0.8)),
    ]

    @Test("what is written is read back, and lines are only added")
    func roundTrip() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("z.jsonl")
        try ZooFile.append(Array(Self.records.prefix(3)), to: path)
        let first = try folder.bytes(of: "z.jsonl")
        try ZooFile.append(Array(Self.records.dropFirst(3)), to: path)
        let all = try folder.bytes(of: "z.jsonl")
        #expect(Array(all.prefix(first.count)) == first)
        #expect(try ZooFile.read(path).records == Self.records)
        let line = #"{"kind":"result","model":"m \"0\"","sha256":"ab","data":"a","accuracy":"#
        #expect(String(decoding: first, as: UTF8.self).hasPrefix(line))
    }

    @Test("unknown kinds and keys are ignored, and stay in the file")
    func unknown() throws {
        let folder = try TemporaryFolder()
        let line = #"{"kind":"weather","rain":[1]}"# + "\n"
        let path = try folder.write(
            line + #"{"kind":"similarity","data":"a","other":"b","value":1,"by":"me"}"#,
            as: "z.jsonl"
        )
        try ZooFile.append([Self.records[1]], to: path)
        #expect(try ZooFile.read(path).records.count == 2)
        #expect(try folder.bytes(of: "z.jsonl").starts(with: line.utf8))
    }

    @Test("of two records about the same the last holds; a path means the model last read there")
    func lastHolds() throws {
        let zoo = try ZooLines.zoo(
            ZooLines.result("m", "a", 0.5)
                + #"{"kind":"result","model":"m","sha256":"s","data":"b","accuracy":0.25}"# + "\n"
                + ZooLines.result("m", "a", 0.75) + ZooLines.result("n", "a", 0.1)
                + #"{"kind":"result","model":"moved","sha256":"s","data":"c","accuracy":1}"# + "\n"
                + #"{"kind":"result","model":"m","data":"a","accuracy":0.125,"stage":1}"#
        )
        #expect(zoo.models.map(\.path) == ["m", "n"] && zoo.dataSets == ["a", "b", "c"])
        #expect(zoo.accuracy(0, 0) == 0.75 && zoo.accuracy(0, 0, stage: 1) == 0.125)
        #expect(zoo.accuracy(0, 2) == 1 && zoo.accuracy(1, 2) == nil)
        #expect(zoo.place(of: "s") == 0 && zoo.place(of: "n") == 1)
    }

    @Test("a last line that was cut short is told, and removed on request only")
    func torn() throws {
        let folder = try TemporaryFolder()
        let whole = ZooLines.result("m", "a", 0.5)
        let path = try folder.write(whole + #"{"kind":"result","mo"#, as: "z.jsonl")
        let before = try folder.bytes(of: "z.jsonl")
        #expect(try ZooFile.read(path).tornLine == 2)
        #expect(throws: TornZooError(path: path, line: 2)) {
            try ZooFile.append([Self.records[1]], to: path)
        }
        #expect(try folder.bytes(of: "z.jsonl") == before)
        try ZooFile.append([Self.records[1]], to: path, repairing: true)
        let file = try ZooFile.read(path)
        #expect(file.records.count == 2 && file.tornLine == nil)
    }

    @Test(
        "a malformed line is told by its number",
        arguments: [
            ("{\"kind\":\"result\"", "byte 17: "), ("[1]", "is not a JSON object"),
            ("{}", "its 'kind' is not a name"),
            (#"{"kind":"result","data":"a","accuracy":1}"#, "its 'model' is not a name"),
            (
                #"{"kind":"result","model":"m","data":"a","accuracy":1.5}"#,
                "its 'accuracy' is not a number from 0 to 1"
            ),
            (
                #"{"kind":"result","model":"m","data":"a","accuracy":1,"stage":-1}"#,
                "its 'stage' is not a whole number from 0 on"
            ),
            (
                #"{"kind":"signature","model":"m","baselines":[],"probe":"p","coverage":[2]}"#,
                "a coverage is not from 0 to 1"
            ),
            (
                #"{"kind":"label","model":"m","data":"a","concepts":["x"],"outputs":["u"],"#
                    + #""confusion":[[1,0]],"counts":[1]}"#,
                "a row of confusion does not have 1 outputs"
            ),
            (#"{"kind":"x","kind":"y"}"#, "byte 13: the name 'kind' appears twice"),
        ]
    )
    func malformed(line: String, message: String) throws {
        let text = ZooLines.result("m", "a", 1) + line + "\n"
        let error = #expect(throws: FileError.self) {
            try ZooFile(Array(text.utf8), path: "z")
        }
        #expect(error?.line == 2 && error?.code == .malformed)
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }
}
