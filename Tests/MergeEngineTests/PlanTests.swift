import Checkpoints
import Foundation
import MergeEngine
import Merging
import Tensors
import TestSupport
import Testing
import TextFormats

@Suite("Plans and outputs")
struct PlanTests {
    @Test("a plan's bytes are those of the run")
    func bytes() throws {
        let fixture = try MergeFixture(modelCount: 3)
        let plan = try MergePlan(fixture.request(), options: ExecutionOptions(threads: 2))
        let output = fixture.folder.path("merged.safetensors")
        let size = try plan.outputByteCount(at: output)
        let report = try plan.merge(into: output)
        #expect(try fixture.folder.bytes(of: "merged.safetensors").count == size)
        #expect(report.bytesRead == plan.firstPassByteCount + plan.secondPassByteCount)
    }

    @Test("planned memory stays below the limit and does not grow with the model")
    func memory() throws {
        let fixture = try MergeFixture(modelCount: 8)
        for limit in [4 << 20, 16 << 20, 256 << 20] {
            let options = ExecutionOptions(threads: 4, memoryLimit: limit)
            let plan = try MergePlan(fixture.request(), options: options)
            #expect(plan.plannedMemoryByteCount <= limit)
        }
    }

    @Test("too little memory is refused before any work, with the need")
    func tooLittleMemory() throws {
        let fixture = try MergeFixture()
        let error = #expect(throws: MergeError.self) {
            try MergePlan(
                fixture.request(),
                options: ExecutionOptions(threads: 4, memoryLimit: 1000)
            )
        }
        guard case .insufficientMemory(1000, let needed) = error else {
            Issue.record("no error")
            return
        }
        let options = ExecutionOptions(threads: 4, memoryLimit: needed)
        #expect(try MergePlan(fixture.request(), options: options).workerCount == 1)
    }

    @Test("a folder gets weights, shards, the base's configuration and a card")
    func folder() throws {
        let fixture = try MergeFixture()
        let folder = fixture.folder
        try folder.write(try folder.bytes(of: "base.safetensors"), as: "base/model.safetensors")
        try folder.write("{\"a\": 1}", as: "base/config.json")
        var request = fixture.request()
        request.recipe.base?.name = folder.path("base")
        var options = ExecutionOptions(threads: 2)
        options.output.maximumShardByteCount = 20_000
        try fixture.merge(request, options, as: "merged")
        let names = try folder.names(in: "merged")
        #expect(names.contains("README.md") && names.contains("model.safetensors.index.json"))
        #expect(try folder.bytes(of: "merged/config.json") == Array("{\"a\": 1}".utf8))
        try fixture.merge(fixture.request(), as: "merged.safetensors")
        let sharded = try Checkpoint.open(folder.path("merged"))
        let single = try Checkpoint.open(folder.path("merged.safetensors"))
        #expect(sharded.tensors.count == single.tensors.count)
        for tensor in sharded.tensors {
            let other = try #require(single[tensor.name])
            #expect(try sharded.bytes(of: tensor) == single.bytes(of: other))
        }
    }

    @Test("the output says how it was made, inputs as they were named")
    func provenance() throws {
        let fixture = try MergeFixture()
        try fixture.merge(fixture.request())
        let merged = try Checkpoint.open(fixture.folder.path("merged.safetensors"))
        #expect(merged.metadata["format"] == "pt")
        #expect(merged.metadata["stockpot.variant"] == "paper")
        #expect(
            merged.metadata["stockpot.recipe"] == """
                {"merge_method": "model_stock", "base_model": "\(fixture.family.base)", "models": \
                [{"model": "\(fixture.family.models[0])"}, {"model": "\(fixture.family.models[1])"}]}
                """
        )
    }

    @Test("names that the base's metadata ties to tensors stay", arguments: [true, false])
    func tiedNames(hasBase: Bool) throws {
        let folder = try TemporaryFolder()
        let metadata = ["twin": "a", "format": "pt", "note": "mine", "b": "a"]
        let paths = try ["base", "model_0", "model_1"].enumerated().map { number, name in
            let path = folder.path(name + ".safetensors")
            let bytes = SafetensorsFixture.bytes([1, Float(number), 3])
            try SafetensorsFixture.write(
                tensors: [("a", .f32, [3], bytes), ("b", .f32, [3], bytes)],
                metadata: metadata,
                to: path
            )
            return path
        }
        let request = MergeRequest(
            base: hasBase ? paths[0] : nil,
            models: Array(paths[1...]),
            Method(.average)
        )
        let plan = try MergePlan(request, options: ExecutionOptions(threads: 1))
        _ = try plan.merge(into: folder.path("out.safetensors"))
        let merged = try Checkpoint.open(folder.path("out.safetensors"))
        #expect(merged.metadata["twin"] == "a")
        #expect(merged.metadata["note"] == nil && merged.metadata["b"] == nil)
        #expect(merged.tiedNames == [UTF8Key("twin"): UTF8Key("a")])
    }

    @Test("checksums of all inputs stand in the output on request")
    func checksums() throws {
        let fixture = try MergeFixture()
        var options = ExecutionOptions(threads: 2)
        options.recordsChecksums = true
        try fixture.merge(fixture.request(), options)
        let merged = try Checkpoint.open(fixture.folder.path("merged.safetensors"))
        let inputs = try #require(merged.metadata["stockpot.inputs"])
        let expected = try ([fixture.family.base] + fixture.family.models).map { path in
            try digest(path)
        }
        #expect(inputs == "[" + expected.map { "[\"\($0)\"]" }.joined(separator: ",") + "]")
    }

    /// What the system's own program says.
    private func digest(_ path: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
        process.arguments = [path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data.prefix(64), as: UTF8.self)
    }

    @Test("measuring writes nothing and finds the merge's ratios")
    func measure() throws {
        let fixture = try MergeFixture()
        let before = try fixture.folder.names()
        let plan = try MergePlan(fixture.request(), options: ExecutionOptions(threads: 2))
        let measured = try plan.measure()
        #expect(try fixture.folder.names() == before)
        let merged = try plan.merge(into: fixture.folder.path("out.safetensors"))
        #expect(measured.layers.map(\.rule) == merged.layers.map(\.rule))
        #expect(measured.layers.map(\.norms) == merged.layers.map(\.norms))
        #expect(measured.layers.map(\.angle) == merged.layers.map(\.angle))
        #expect(measured.layers.map(\.t) == merged.layers.map(\.t))
        // Only a measurement looks at the pairs; of two vectors there is one.
        #expect(measured.layers.allSatisfy { $0.cosines?.first == $0.cosine })
        #expect(merged.layers.allSatisfy { $0.cosines == nil })
        #expect(measured.bytesWritten == 0 && measured.output == nil)
    }

    @Test("an existing output stays unless it may be replaced; an input never goes")
    func existing() throws {
        let fixture = try MergeFixture()
        try fixture.folder.write("precious", as: "merged.safetensors")
        #expect(throws: CheckpointError.self) { try fixture.merge(fixture.request()) }
        #expect(try fixture.folder.bytes(of: "merged.safetensors") == Array("precious".utf8))
        let options = ExecutionOptions(threads: 2, output: .replacing)
        #expect(throws: CheckpointError.self) {
            try fixture.merge(fixture.request(), options, as: "base.safetensors")
        }
        try fixture.merge(fixture.request(), options)
    }
}
