import Checkpoints
import SystemFiles
import Tensors
import TestSupport
import Testing

@Suite("Sharded checkpoints")
struct ShardIndexTests {
    private let folder: TemporaryFolder
    private let indexName = "model.safetensors.index.json"

    init() throws {
        folder = try TemporaryFolder()
        try shard("one", [("a", 2), ("b", 3)])
        try shard("two", [("c", 4)])
    }

    private func shard(_ name: String, _ tensors: [(String, Int)]) throws {
        try SafetensorsFixture.write(
            tensors: tensors.map { ($0.0, .u8, [$0.1], SafetensorsFixture.pattern($0.1)) },
            metadata: ["shard": name],
            to: folder.path(name)
        )
    }

    private func open(_ index: String) throws -> Checkpoint {
        try Checkpoint.open(try folder.write(index, as: indexName))
    }

    private func refused(map: String) throws -> CheckpointError {
        let path = try folder.write("{\"weight_map\":{\(map)}}", as: indexName)
        let error = try #require(
            refusal { () throws(CheckpointError) in try Checkpoint.open(path) }
        )
        #expect(error.rule == nil)
        return error
    }

    @Test func isRead() throws {
        let map = #""c":"two","b":"one","a":"one""#
        let checkpoint = try open("\n{\"metadata\":{\"total_size\":9},\"weight_map\":{\(map)}}\n")
        #expect(checkpoint.format == .shardedSafetensors)
        #expect(checkpoint.tensors.map(\.name) == ["a", "b", "c"])
        #expect(checkpoint.files == [folder.path("one"), folder.path("two")])
        #expect(checkpoint.metadata == ["shard": "one"])
        #expect(checkpoint.warnings.filter { $0.contains("index") }.isEmpty)
        let tensor = try #require(checkpoint["c"])
        #expect(try checkpoint.bytes(of: tensor) == SafetensorsFixture.pattern(4))
        try checkpoint.validateUnchanged()
    }

    @Test(arguments: [
        "", #","metadata":{"total_size":1e9}"#, #","metadata":{"total_size":12.5}"#,
        #","metadata":null,"extra":[1,2]"#,
    ])
    func metadataIsNotReliedOn(_ rest: String) throws {
        let map = #""a":"one","b":"one","c":"two""#
        #expect(try open("{\"weight_map\":{\(map)}\(rest)}").tensors.count == 3)
    }

    @Test(arguments: [
        "/etc/passwd", "../one", "..", ".", "sub/one", #"sub\\one"#, #"one\u0000"#, #"o\u001bne"#,
        "",
    ])
    func unsafeFileName(_ name: String) throws {
        let error = try refused(map: "\"a\":\"\(name)\"")
        #expect(error.code == .malformed)
        #expect(error.tensor == "a")
        #expect(error.offset == 19)
        #expect(error.path == folder.path(indexName))
    }

    private func refused(_ limits: CheckpointLimits) throws -> CheckpointError {
        let map = #"{"weight_map":{"a":"one","b":"one","c":"two"}}"#
        let path = try folder.write(map, as: indexName)
        return try #require(
            refusal { () throws(CheckpointError) in try Checkpoint.open(path, limits: limits) }
        )
    }

    @Test func limits() throws {
        var limits = CheckpointLimits.standard
        limits.tensorCount = 2
        #expect(try refused(limits).message.contains("more than 2 tensors"))
        limits = .standard
        limits.shardCount = 1
        #expect(try refused(limits).message.contains("more than 1 files"))
        limits = .standard
        limits.indexByteCount = 20
        #expect(try refused(limits).message.contains("46 bytes; the limit is 20"))
    }

    @Test func missingShard() throws {
        let error = try refused(map: #""a":"one","c":"three""#)
        #expect(error.code == .missing)
        #expect(error.path == folder.path("three"))
    }

    @Test func malformedShard() throws {
        try folder.write("junkjunkjunk", as: "bad")
        let path = try folder.write(#"{"weight_map":{"a":"bad"}}"#, as: indexName)
        let error = refusal { () throws(CheckpointError) in try Checkpoint.open(path) }
        #expect(error?.path == folder.path("bad"))
        #expect(error?.rule == 2)
    }

    @Test func tensorMissingInItsShard() throws {
        let error = try refused(map: #""a":"one","b":"one","c":"one","d":"two""#)
        #expect(error.code == .malformed)
        #expect(error.tensor == "c")
    }

    @Test func tensorInTwoShards() throws {
        try shard("two", [("c", 4), ("a", 2)])
        let error = try refused(map: #""a":"one","b":"one","c":"two""#)
        #expect(error.code == .malformed)
        #expect(error.tensor == "a")
        #expect(error.message.contains("one and two"))
    }

    @Test func unmappedTensorIsIgnored() throws {
        let checkpoint = try open(#"{"weight_map":{"a":"one","c":"two"}}"#)
        #expect(checkpoint.tensors.map(\.name) == ["a", "c"])
        #expect(checkpoint["b"] == nil)
        #expect(checkpoint.warnings.contains { $0.contains("1 tensors") })
    }

    @Test func duplicateKeys() throws {
        let error = try refused(map: #""a":"one","\u0061":"one""#)
        #expect(error.code == .malformed)
        #expect(error.message.contains("twice"))
    }

    @Test func duplicateMap() throws {
        let path = try folder.write(#"{"weight_map":{},"weight_map":{}}"#, as: indexName)
        let error = refusal { () throws(CheckpointError) in try Checkpoint.open(path) }
        #expect(error?.offset == 17)
    }

    @Test(arguments: ["1", "null", "[\"one\"]", "{}"])
    func nonStringValue(_ value: String) throws {
        let error = try refused(map: "\"a\":\(value)")
        #expect(error.message.contains("must be a string"))
        #expect(error.tensor == "a")
    }

    @Test func noMap() throws {
        let path = try folder.write(#"{"metadata":{}}"#, as: indexName)
        let error = refusal { () throws(CheckpointError) in try Checkpoint.open(path) }
        #expect(error?.message.contains("weight_map") == true)
    }

    @Test func damagedIndexIsCalledAnIndex() throws {
        let path = try folder.write("[1, 2, 3, 4, 5]", as: indexName)
        let error = refusal { () throws(CheckpointError) in try Checkpoint.open(path) }
        #expect(error?.message.contains("index") == true)
    }

    @Test func shardCountLimit() throws {
        let path = try folder.write(#"{"weight_map":{"a":"one","c":"two"}}"#, as: indexName)
        var limits = CheckpointLimits.standard
        limits.shardCount = 1
        let error = refusal { () throws(CheckpointError) in
            try Checkpoint.open(path, limits: limits)
        }
        #expect(error?.message.contains("more than 1 files") == true)
    }

    @Test func bothIndexAndSingleFile() throws {
        try SafetensorsFixture.write(
            tensors: [("z", .u8, [1], [1])],
            to: folder.path("model.safetensors")
        )
        let index = try folder.write(#"{"weight_map":{"c":"two"}}"#, as: indexName)
        let error = refusal { () throws(CheckpointError) in try Checkpoint.open(folder.path) }
        #expect(error?.code == .malformed)
        #expect(error?.path == folder.path)
        #expect(try Checkpoint.open(index)["c"] != nil)
        #expect(try Checkpoint.open(folder.path("model.safetensors"))["z"] != nil)
    }
}
