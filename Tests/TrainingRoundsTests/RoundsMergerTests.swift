import Checkpoints
import Foundation
import MergeEngine
import Merging
import SystemFiles
import Tensors
import TestSupport
import Testing
import TrainingRounds
import Workers

@Suite("Rounds of merging")
struct RoundsMergerTests {
    private let fixture: RoundsFixture

    init() throws { fixture = try RoundsFixture() }

    @Test("names of folders sort as numbers do, and copies count from 0")
    func names() {
        #expect(RoundFolder(3, in: "a").path == "a/round-00003")
        #expect(RoundFolder(123_456, in: "a").copy(1) == "a/round-123456/copy-1.safetensors")
        #expect(
            RoundFolder(0, in: "a").missingCopies(of: 2) == [
                "copy-0.safetensors", "copy-1.safetensors",
            ]
        )
    }

    @Test("each merges the copies around the base, with a report, and says that it is done")
    func merges() throws {
        for round in 0..<2 {
            for copy in 0..<2 {
                try fixture.leave(copy: copy, of: round, model: (copy + round) % 2)
            }
        }
        var heard: [String] = []
        let count = try fixture.run(rounds: 2) { event in
            switch event {
            case .waits(let folder): heard.append("waits \(folder.round)")
            case .done(let folder, let report):
                heard.append("done \(folder.round) \(report.tensors)")
            }
        }
        #expect(count == 2)
        let expected = try fixture.merged(fixture.family.models, .modelStock)
        #expect(
            heard == ["waits 0", "done 0 \(expected.count)", "waits 1", "done 1 \(expected.count)"]
        )
        #expect(try fixture.tensors(fixture.folder(0).merged) == expected)
        #expect(
            try fixture.names(0) == [
                "DONE", "copy-0.safetensors", "copy-1.safetensors", "merged.safetensors",
                "report.json",
            ]
        )
        #expect(try fixture.text(0, "DONE") == "merged\n")
        #expect(try fixture.text(1, "report.json").contains("\"method\": \"model-stock\""))
    }

    @Test("wait for copies that come later")
    func waits() throws {
        let fixture = fixture
        let writer = Thread {
            for copy in 0..<2 {
                Thread.sleep(forTimeInterval: 0.15)
                try? fixture.leave(copy: copy, of: 0)
            }
        }
        writer.start()
        #expect(try fixture.run(timeout: 60) == 1)
        #expect(fixture.folder(0).isDone)
    }

    @Test("that are done never change, and what a merger left that was ended is made anew")
    func resumes() throws {
        for copy in 0..<2 { try fixture.leave(copy: copy, of: 0) }
        try fixture.run()
        let done = try fixture.bytes(0, "merged.safetensors")
        // Were it merged again, it would be another merge.
        for copy in 0..<2 {
            try fixture.leave(copy: copy, of: 0, model: 1)
            try fixture.leave(copy: copy, of: 1)
        }
        try fixture.files.write("half", as: fixture.name(1, "merged.safetensors"))
        try fixture.files.write("half", as: fixture.name(1, ".stockpot-0123.partial"))
        try fixture.files.write("why", as: fixture.name(1, "FAILED"))
        #expect(try fixture.run(rounds: 2) == 1)
        #expect(try fixture.bytes(0, "merged.safetensors") == done)
        let expected = try fixture.merged(fixture.family.models, .modelStock)
        #expect(try fixture.tensors(fixture.folder(1).merged) == expected)
        #expect(try fixture.names(1).allSatisfy { $0 != "FAILED" && !$0.hasSuffix(".partial") })
        #expect(try fixture.run(rounds: 2) == 0)
    }

    @Test(
        "fail where a copy does not come in time, name it, merge nothing, and go on once it is there"
    )
    func timeout() throws {
        try fixture.leave(copy: 1, of: 0)
        let error = #expect(throws: RoundsError.self) { try fixture.run(timeout: 0.2) }
        let line =
            "\(fixture.folder(0).path): copy-0.safetensors did not come within 0.2 s of the first copy; "
        #expect("\(try #require(error))".hasPrefix(line))
        #expect(try fixture.text(0, "FAILED") == "\(try #require(error))\n")
        #expect(try fixture.names(0) == ["FAILED", "copy-1.safetensors"])
        try fixture.leave(copy: 0, of: 0)
        #expect(try fixture.run(timeout: 0.2) == 1)
        #expect(!(try fixture.names(0)).contains("FAILED"))
    }

    @Test("have no time limit before the first copy, and leave nothing when they are ended")
    func cancelled() throws {
        let start = ContinuousClock.now
        let cancellation = Cancellation { .now > start + .milliseconds(400) }
        #expect(throws: WorkError.self) {
            try fixture.run(timeout: 0.1, cancellation: cancellation)
        }
        #expect(!FileSystem.exists(fixture.folder(0).failed))
    }

    @Test("fail where copies cannot be merged, with the reason in one line")
    func notMerged() throws {
        try fixture.leave(copy: 0, of: 0)
        try fixture.leave(Array("no checkpoint\n".utf8), copy: 1, of: 0)
        #expect(throws: CheckpointError.self) { try fixture.run() }
        let line = try fixture.text(0, "FAILED")
        #expect(line.contains("copy-1.safetensors"))
        #expect(line.filter { $0 == "\n" }.count == 1)
        #expect(!fixture.folder(0).isDone)
    }

    @Test("of one folder are merged by one process")
    func claimed() throws {
        for copy in 0..<2 { try fixture.leave(copy: copy, of: 0) }
        let fixture = fixture
        var second: RoundsError?
        try fixture.run { event in
            guard case .waits = event else { return }
            second = #expect(throws: RoundsError.self) { try fixture.run() }
        }
        #expect(second == .claimed(folder: fixture.rounds))
        #expect("\(try #require(second))".contains("another process merges its rounds"))
    }

    @Test("average plainly what a copy's metadata names, to the letter")
    func averaged() throws {
        let special = "vision_model.encoder.layers.0.self_attn.q_proj.weight"
        let other = "vision_model.encoder.layers.0.self_attn.k_proj.weight"
        for copy in 0..<2 {
            try leave(copy, metadata: ["stockpot.averaged": "[\\\"\(special)\\\"]"])
        }
        try fixture.run()
        let found = try fixture.tensors(fixture.folder(0).merged)
        let average = try fixture.merged(fixture.family.models, .average)
        let stock = try fixture.merged(fixture.family.models, .modelStock)
        #expect(stock[special] != average[special])
        #expect(found[special] == average[special])
        #expect(found[other] == stock[other])
        // A name is no expression: the dots of this one would match letters.
        let expression = special.replacing("q_proj", with: "q.proj")
        try FileManager.default.removeItem(atPath: fixture.folder(0).done)
        try leave(1, metadata: ["stockpot.averaged": "[\\\"\(expression)\\\"]"])
        #expect(throws: (any Error).self) { try fixture.run() }
        #expect(try fixture.text(0, "FAILED").contains("no tensor's name contains a match of"))
    }

    @Test("refuse names that are not an array of texts", arguments: ["{}", "[1]", "[", "no"])
    func malformedNames(text: String) throws {
        try fixture.leave(copy: 0, of: 0)
        try leave(1, metadata: ["stockpot.averaged": text])
        let error = #expect(throws: FileError.self) { try fixture.run() }
        #expect(
            "\(try #require(error))".hasSuffix(
                "copy-1.safetensors: its metadata 'stockpot.averaged' is not an array of texts in JSON"
            )
        )
    }

    @Test("refuse copies whose counters differ, and merge those that agree")
    func agreement() throws {
        try leave(0, metadata: ["stockpot.agreed": #"{\"n\": \"7\", \"steps\": \"12\"}"#])
        try leave(1, metadata: ["stockpot.agreed": #"{\"n\": \"7\", \"steps\": \"13\"}"#])
        let error = #expect(throws: FileError.self) { try fixture.run() }
        #expect(
            "\(try #require(error))".contains("copy-1.safetensors: 'steps' differs from that of ")
        )
        try leave(0, metadata: ["stockpot.agreed": #"{\"n\": \"7\", \"steps\": \"13\"}"#])
        #expect(try fixture.run() == 1)
        try leave(1, metadata: ["stockpot.agreed": "[]"])
        #expect(try fixture.run() == 0)
    }

    /// Leaves a model as a copy that has metadata.
    private func leave(_ copy: Int, metadata: [String: String]) throws {
        let checkpoint = try Checkpoint.open(fixture.family.models[copy])
        let tensors = try checkpoint.tensors.map { tensor in
            (tensor.name, tensor.type, tensor.shape.dimensions, try checkpoint.bytes(of: tensor))
        }
        try fixture.files.write([], as: fixture.name(0, "making"))
        try SafetensorsFixture.write(
            tensors: tensors,
            metadata: metadata,
            to: fixture.folder(0).copy(copy)
        )
    }
}
