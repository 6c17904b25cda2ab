import SystemFiles
import Tensors
import TestSupport
import Testing

@testable import Checkpoints

@Suite("Outputs as PyTorch writes them")
struct PyTorchOutputTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func layout(
        _ tensors: [SafetensorsFixture.Tensor],
        _ name: String,
        dictionary: String? = nil,
        metadata: CheckpointMetadata = [:]
    ) throws -> CheckpointLayout {
        try CheckpointLayout(
            tensors: try tensors.map {
                let shape = try #require(TensorShape($0.shape))
                return TensorDeclaration(name: $0.name, type: $0.type, shape: shape)
            },
            metadata: metadata,
            destination: .from(path: folder.path(name), dictionary: dictionary)
        )
    }

    /// Writes every tensor in pieces of a size, from the last to the first.
    private func write(
        _ tensors: [SafetensorsFixture.Tensor],
        _ layout: CheckpointLayout,
        piece: Int
    ) throws {
        let writer = try CheckpointWriter.create(layout, OutputPolicy(), inputs: [])
        for (number, tensor) in tensors.enumerated().reversed() {
            for start in stride(from: 0, to: tensor.bytes.count, by: piece).reversed() {
                let bytes = Array(tensor.bytes[start..<min(start + piece, tensor.bytes.count)])
                try writer.write(bytes, to: number, at: start)
            }
        }
        try writer.commit()
    }

    /// A matrix, an empty tensor and a scalar of every type that PyTorch has.
    private var everything: [SafetensorsFixture.Tensor] {
        ElementType.allCases.filter { $0.bitWidth >= 8 }.flatMap { type in
            let width = type.bitWidth / 8
            let bytes = (0..<5 * 23 * width).map { UInt8(truncatingIfNeeded: $0 * 7 & 1) }
            return [
                ("\(type.name).matrix", type, [5, 23], bytes),
                ("\(type.name).empty", type, [3, 0], []),
                ("\(type.name).scalar", type, [], Array(bytes.prefix(width))),
            ]
        }
    }

    @Test("every type is read back, with metadata and checksums", arguments: ["x.pt", "y.ckpt"])
    func roundTrip(name: String) throws {
        let tensors = everything
        let metadata: CheckpointMetadata = ["k": "v\n\"é"]
        try write(tensors, layout(tensors, name, metadata: metadata), piece: 17)
        let checkpoint = try Checkpoint.open(folder.path(name))
        #expect(checkpoint.format == .pytorch && checkpoint.warnings.isEmpty)
        #expect(checkpoint.metadata == metadata)
        #expect(checkpoint.tensors.count == tensors.count)
        for tensor in tensors {
            let record = try #require(checkpoint[tensor.name])
            #expect(record.type == tensor.type && record.shape.dimensions == tensor.shape)
            #expect(try checkpoint.bytes(of: record) == tensor.bytes)
        }
        #expect(try checkpoint.validateContents().isEmpty)
    }

    @Test("the same bytes, in whatever pieces and order they come")
    func sameBytes() throws {
        let tensors = everything
        try write(tensors, layout(tensors, "a.pt"), piece: 3)
        try write(tensors, layout(tensors, "b.pt"), piece: 1 << 20)
        #expect(try folder.bytes(of: "a.pt") == folder.bytes(of: "b.pt"))
    }

    @Test("a damaged byte does not match its checksum")
    func damage() throws {
        let tensors = everything
        try write(tensors, layout(tensors, "a.pt"), piece: 1 << 20)
        let tensor = try #require(try Checkpoint.open(folder.path("a.pt"))["F32.matrix"])
        var bytes = try folder.bytes(of: "a.pt")
        bytes[Int(tensor.offset) + 5] ^= 4
        try folder.write(bytes, as: "b.pt")
        let damaged = try Checkpoint.open(folder.path("b.pt"))
        #expect(throws: CheckpointError.self) { _ = try damaged.validateContents() }
    }

    @Test("tensors lie where a file can be mapped")
    func alignment() throws {
        let tensors = everything
        try write(tensors, layout(tensors, "a.pt"), piece: 1 << 20)
        let checkpoint = try Checkpoint.open(folder.path("a.pt"))
        #expect(checkpoint.tensors.allSatisfy { $0.offset % 64 == 0 })
    }

    @Test("a dictionary within others is found by its name, and alone")
    func nesting() throws {
        let tensors: [SafetensorsFixture.Tensor] = [("w", .f32, [2], [1, 2, 3, 4, 5, 6, 7, 8])]
        try write(tensors, layout(tensors, "a.pt", dictionary: "trainer/ema"), piece: 4)
        for name in [nil, "trainer/ema"] {
            let input = CheckpointInput(
                folder.path("a.pt"),
                reading: ReadingOptions(pyTorch: PyTorchOptions(stateDictionary: name))
            )
            #expect(try input.open()["w"] != nil)
        }
        let outermost = CheckpointInput(
            folder.path("a.pt"),
            reading: ReadingOptions(pyTorch: PyTorchOptions(stateDictionary: "."))
        )
        #expect(throws: CheckpointError.self) { _ = try outermost.open() }
    }

    @Test("tensors and offsets beyond four gigabytes, in a file of holes")
    func wide() throws {
        let count = 5 << 30
        let tensors: [TensorDeclaration] = [
            TensorDeclaration(name: "a", type: .u8, shape: .vector(count)),
            TensorDeclaration(name: "b", type: .f32, shape: .vector(3)),
        ]
        let path = folder.path("wide.pt")
        try CheckpointLayout(
            tensors: tensors,
            metadata: [:],
            destination: .from(path: path)
        ).writeOutline()
        let checkpoint = try Checkpoint.open(path)
        #expect(checkpoint["a"]?.byteCount == count)
        #expect(checkpoint["b"].map { $0.offset > UInt64(count) } == true)
    }

    @Test("what PyTorch has no name for is refused")
    func refusals() throws {
        let narrow: [SafetensorsFixture.Tensor] = [("w", .f4, [2], [1])]
        let error = refusal { () throws(CheckpointError) in
            _ = try CheckpointLayout(
                tensors: [TensorDeclaration(name: "w", type: .f4, shape: .vector(2))],
                metadata: [:],
                destination: .from(path: folder.path("x.pt"))
            )
        }
        #expect(error?.code == .cannotCreate && error?.tensor == "w")
        #expect(throws: CheckpointError.self) { _ = try layout(narrow + narrow, "x.pt") }
    }
}
