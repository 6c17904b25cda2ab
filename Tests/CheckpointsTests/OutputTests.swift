import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

@Suite("Outputs can be read back")
struct OutputTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(
        _ tensors: [SafetensorsFixture.Tensor],
        metadata: CheckpointMetadata = [:],
        to destination: CheckpointDestination,
        shard: Int = .max,
        durable: Bool = false
    ) throws {
        let layout = try CheckpointLayout(
            tensors: try tensors.map {
                let shape = try #require(TensorShape($0.shape))
                return TensorDeclaration(name: $0.name, type: $0.type, shape: shape)
            },
            metadata: metadata,
            destination: destination,
            maximumShardByteCount: shard
        )
        let writer = try CheckpointWriter.create(
            layout,
            OutputPolicy(isDurable: durable),
            inputs: []
        )
        for (number, tensor) in tensors.enumerated().reversed() {
            let middle = tensor.bytes.count / 2
            try writer.write(Array(tensor.bytes[middle...]), to: number, at: middle)
            try writer.write(Array(tensor.bytes[..<middle]), to: number, at: 0)
        }
        try writer.commit()
    }

    /// A tensor of every type, one of them empty and one a scalar for each.
    private var everything: [SafetensorsFixture.Tensor] {
        ElementType.allCases.flatMap { type -> [SafetensorsFixture.Tensor] in
            let seed = type.bitWidth
            let bytes = SafetensorsFixture.pattern(type.bitWidth, seed: seed)
            let scalar = SafetensorsFixture.pattern(type.bitWidth / 8, seed: seed + 1)
            return [
                ("\(type.name).matrix", type, [2, 4], bytes),
                ("\(type.name).empty", type, [3, 0], []),
            ] + (type.bitWidth % 8 == 0 ? [("\(type.name).scalar", type, [], scalar)] : [])
        }
    }

    @Test(arguments: [Int.max, 100])
    func roundTripOfEveryType(_ shard: Int) throws {
        let tensors = everything
        let path = folder.path("out")
        try write(tensors, metadata: ["k": "v\n\"é"], to: .folder(path), shard: shard)
        let checkpoint = try Checkpoint.open(path)
        #expect(checkpoint.tensors.count == tensors.count)
        #expect(checkpoint.warnings.isEmpty)
        #expect(checkpoint.metadata == ["format": "pt", "k": "v\n\"é"])
        #expect((checkpoint.format == .shardedSafetensors) == (shard == 100))
        for tensor in tensors {
            let record = try #require(checkpoint[tensor.name])
            #expect(record.type == tensor.type)
            #expect(record.shape.dimensions == tensor.shape)
            #expect(try checkpoint.bytes(of: record) == tensor.bytes)
        }
    }

    @Test func everyTensorIsAligned() throws {
        try write(everything, to: .file(folder.path("x.safetensors")))
        let bytes = try folder.bytes(of: "x.safetensors")
        let checkpoint = try Checkpoint.open(folder.path("x.safetensors"))
        let order = checkpoint.tensors.filter { $0.byteCount > 0 }.map(\.type)
        #expect(order == order.sorted(by: >))
        let count = UInt64(bytes[0]) | UInt64(bytes[1]) << 8
        #expect(count % 8 == 0)
    }

    @Test func goldenHeader() throws {
        let tensors: [SafetensorsFixture.Tensor] = [
            ("h", .bf16, [1, 2], [13, 14, 15, 16]), ("b", .f32, [2], [5, 6, 7, 8, 9, 10, 11, 12]),
            ("a", .f32, [], [1, 2, 3, 4]),
        ]
        try write(tensors, to: .file(folder.path("x.safetensors")))
        let bytes = try folder.bytes(of: "x.safetensors")
        #expect(bytes.count == 224)
        let hexadecimal = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        #expect(hexadecimal.joined() == goldenFile)
    }

    @Test func metadataAreSortedByBytes() throws {
        let keys = (0..<30).map { "key\($0)" } + ["Z", "\u{E9}", "z"]
        let metadata = keys.reduce(into: CheckpointMetadata()) { $0[$1] = "" }
        try write([], metadata: metadata, to: .file(folder.path("x.safetensors")))
        let text = String(
            decoding: try folder.bytes(of: "x.safetensors").dropFirst(8),
            as: UTF8.self
        )
        let pairs = (keys.map { "\"\($0)\":\"\"" } + ["\"format\":\"pt\""]).sorted {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
        // A quote sorts before every letter and digit, so that pairs sort as their keys do.
        #expect(text.hasPrefix("{\"__metadata__\":{\(pairs.joined(separator: ","))}}"))
    }

    @Test func sameBytesTwice() throws {
        let metadata = (0..<50).reduce(into: CheckpointMetadata()) { $0["key\($1)"] = "\($1)" }
        try write(everything, metadata: metadata, to: .folder(folder.path("p")), shard: 100)
        try write(
            everything,
            metadata: metadata,
            to: .folder(folder.path("q")),
            shard: 100,
            durable: true
        )
        let names = try folder.names(in: "p")
        #expect(names.count > 2)
        #expect(try folder.names(in: "q") == names)
        for name in names {
            #expect(try folder.bytes(of: "p/\(name)") == folder.bytes(of: "q/\(name)"))
        }
    }

    @Test func writesFromSeveralThreads() throws {
        let count = 64
        let path = folder.path("x.safetensors")
        let layout = try CheckpointLayout(
            tensors: (0..<count).map {
                TensorDeclaration(name: "t\($0)", type: .u8, shape: .vector(4096))
            },
            metadata: [:],
            destination: .file(path)
        )
        let writer = try CheckpointWriter.create(
            layout,
            inputs: []
        )
        DispatchQueue.concurrentPerform(iterations: count) { number in
            try? writer.write(SafetensorsFixture.pattern(4096, seed: number), to: number)
        }
        try writer.commit()
        let checkpoint = try Checkpoint.open(path)
        for number in 0..<count {
            let tensor = try #require(checkpoint["t\(number)"])
            let expected = SafetensorsFixture.pattern(4096, seed: number)
            #expect(try checkpoint.bytes(of: tensor) == expected)
        }
    }

    @Test func indexText() throws {
        let tensors: [SafetensorsFixture.Tensor] = [("b", .u8, [1], [2]), ("a\"", .u8, [1], [1])]
        try write(tensors, to: .folder(folder.path("out")), shard: 1)
        let index = try folder.bytes(of: "out/model.safetensors.index.json")
        #expect(
            String(decoding: index, as: UTF8.self) == """
                {
                  "metadata": {
                    "total_size": 2
                  },
                  "weight_map": {
                    "a\\"": "model-00001-of-00002.safetensors",
                    "b": "model-00002-of-00002.safetensors"
                  }
                }

                """
        )
    }
}

/// The whole file in hexadecimal: the length, the header that the format's specification prints, and
/// the data.
private let goldenFile =
    "c800000000000000"
    + "7b225f5f6d657461646174615f5f223a7b22666f726d6174223a227074227d2c"
    + "2261223a7b226474797065223a22463332222c227368617065223a5b5d2c2264"
    + "6174615f6f666673657473223a5b302c345d7d2c2262223a7b22647479706522"
    + "3a22463332222c227368617065223a5b325d2c22646174615f6f666673657473"
    + "223a5b342c31325d7d2c2268223a7b226474797065223a2242463136222c2273"
    + "68617065223a5b312c325d2c22646174615f6f666673657473223a5b31322c31"
    + "365d7d7d20202020"
    + "0102030405060708090a0b0c0d0e0f10"
