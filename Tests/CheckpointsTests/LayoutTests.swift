import Checkpoints
import SystemFiles
import Tensors
import TestSupport
import Testing

@Suite("Layout of outputs")
struct LayoutTests {
    private func layout(
        _ tensors: [(String, ElementType, [Int])],
        shard: Int = 1000,
        to destination: CheckpointDestination = .folder("out")
    ) throws -> CheckpointLayout {
        try CheckpointLayout(
            tensors: try tensors.map {
                TensorDeclaration(name: $0.0, type: $0.1, shape: try #require(TensorShape($0.2)))
            },
            metadata: [:],
            destination: destination,
            maximumShardByteCount: shard
        )
    }

    private func refused(
        _ tensors: [(String, ElementType, [Int])]
    ) throws -> CheckpointError? {
        do { _ = try layout(tensors) } catch let error as CheckpointError { return error }
        return nil
    }

    @Test func destinations() {
        #expect(CheckpointDestination.from(path: "a/b.safetensors") == .file("a/b.safetensors"))
        #expect(CheckpointDestination.from(path: "a/b") == .folder("a/b"))
    }

    @Test func sizes() throws {
        let layout = try layout([("a", .f32, []), ("b", .f32, [2]), ("h", .bf16, [1, 2])])
        #expect(layout.shardNames == ["model.safetensors"])
        #expect(layout.dataByteCount == 16)
        #expect(layout.totalByteCount == 224)
    }

    @Test func shardsAreFilledGreedilyInDataOrder() throws {
        let tensors: [(String, ElementType, [Int])] = [
            ("e", .u8, [3]), ("d", .u8, [3]), ("c", .u8, [8]), ("b", .u8, [2]), ("a", .u8, [3]),
        ]
        // a3 b2 | c8 alone | d3 | e3 would be one too many for five bytes.
        #expect(try layout(tensors, shard: 5).shardNames.count == 4)
        #expect(try layout(tensors, shard: 6).shardNames.count == 3)
        #expect(try layout(tensors, shard: 19).shardNames == ["model.safetensors"])
        let names = try layout(tensors, shard: 6).shardNames
        #expect(names.first == "model-00001-of-00003.safetensors")
        #expect(names.last == "model-00003-of-00003.safetensors")
    }

    @Test func aSingleFileIsNeverSplit() throws {
        let layout = try layout(
            [("a", .u8, [9]), ("b", .u8, [9])],
            shard: 1,
            to: .file("x/out.safetensors")
        )
        #expect(layout.shardNames == ["out.safetensors"])
    }

    @Test func noTensors() throws {
        #expect(try layout([]).shardNames == ["model.safetensors"])
    }

    @Test func duplicateNames() throws {
        let error = try refused([("a", .u8, [1]), ("a", .f32, [1])])
        #expect(error?.code == .cannotCreate)
        #expect(error?.rule == 16)
    }

    @Test func nameOfTheMetadata() throws {
        #expect(try refused([("__metadata__", .u8, [1])])?.rule == 17)
    }

    @Test func bitsThatDoNotFillBytes() throws {
        let error = try refused([("a", .f4, [3])])
        #expect(error?.code == .cannotCreate)
        #expect(error?.tensor == "a")
    }

    @Test func sizeOfATensorOverflows() throws {
        let error = try refused([("a", .u64, [1 << 59])])
        #expect(error?.code == .cannotCreate)
        #expect(error?.tensor == "a")
    }

    @Test func sizeOfTheWholeOverflows() throws {
        let error = try refused((0..<8).map { ("t\($0)", .u8, [1 << 59]) })
        #expect(error?.code == .cannotCreate)
        #expect(error?.tensor == "t7")
    }
}
