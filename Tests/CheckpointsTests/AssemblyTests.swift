import Checkpoints
import Tensors
import TestSupport
import Testing

/// Columns of an assembly read like checkpoints, whatever files their tensors lie in.
@Suite("Assembled checkpoints")
struct AssemblyTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for (file, first) in [("a", 1), ("b", 11)] {
            let bytes = (0..<8).map { UInt8(first + $0) }
            try SafetensorsFixture.write(
                tensors: [
                    ("x", .u8, [4], Array(bytes[..<4])), ("y", .u8, [4], Array(bytes[4...])),
                ],
                metadata: ["made": file],
                to: folder.path(file + ".safetensors")
            )
        }
    }

    private func origin(_ file: String, _ tensor: String) -> TensorOrigin {
        TensorOrigin(checkpoint: folder.path(file + ".safetensors"), tensor: tensor)
    }

    private func open(
        _ assembly: CheckpointAssembly
    ) throws -> (base: Checkpoint?, models: [Checkpoint]) {
        try Checkpoint.openInputs(
            base: nil,
            models: [],
            assembly: assembly,
            reading: ReadingOptions()
        )
    }

    @Test("tensors have new names, their own bytes, and the file that holds them")
    func columns() throws {
        let assembly = CheckpointAssembly([
            AssembledTensor(name: "p", base: nil, models: [origin("b", "y"), origin("a", "x")]),
            AssembledTensor(name: "q", base: origin("a", "y"), models: [origin("a", "y")]),
            AssembledTensor(name: "r", base: nil, models: [origin("b", "y"), origin("a", "none")]),
        ])
        #expect(assembly.modelCount == 2)
        let (base, models) = try open(assembly)
        #expect(base?.tensors.map(\.name) == ["q"])
        #expect(models.map { $0.tensors.map(\.name) } == [["p", "q", "r"], ["p"]])
        func bytes(_ checkpoint: Checkpoint, _ name: String) throws -> [UInt8] {
            try checkpoint.bytes(of: #require(checkpoint[name]), in: 1..<3)
        }
        #expect(try bytes(models[0], "p") == [16, 17] && bytes(models[0], "r") == [16, 17])
        #expect(try bytes(models[0], "q") == [6, 7] && bytes(models[1], "p") == [2, 3])
        let (p, q) = (try #require(models[0]["p"]), try #require(models[0]["q"]))
        #expect(models[0].origin(of: p) == origin("b", "y"))
        #expect(models[0].origin(of: q) == origin("a", "y"))
        #expect(models[0].files.count == 2 && models[1].files.count == 1)
        #expect(models[0].metadata["made"] == "b" && models[1].metadata["made"] == "a")
    }

    @Test("what cannot be read is named as the file that holds it names it")
    func truncated() throws {
        let assembly = CheckpointAssembly([
            AssembledTensor(name: "p", base: nil, models: [origin("b", "y")]),
            AssembledTensor(name: "q", base: nil, models: [origin("a", "y")]),
        ])
        let column = try open(assembly).models[0]
        try folder.write([UInt8](repeating: 0, count: 9), as: "a.safetensors")
        let tensor = try #require(column["q"])
        let error = refusal { () throws(CheckpointError) in try column.bytes(of: tensor) }
        #expect(error?.tensor == "y" && error?.path.hasSuffix("a.safetensors") == true)
    }

    @Test("a change of any file is noticed")
    func changed() throws {
        let assembly = CheckpointAssembly([
            AssembledTensor(name: "p", base: nil, models: [origin("b", "y")]),
            AssembledTensor(name: "q", base: nil, models: [origin("a", "y")]),
        ])
        let models = try open(assembly).models
        try models[0].validateUnchanged()
        try folder.write("something else", as: "a.safetensors")
        #expect(refusal { () throws(CheckpointError) in try models[0].validateUnchanged() } != nil)
    }

    @Test("a header with a hole can be opened and holds zeros")
    func outline() throws {
        let path = folder.path("outline.safetensors")
        let layout = try CheckpointLayout(
            tensors: [
                TensorDeclaration(name: "w", type: .f32, shape: .vector(1 << 28))
            ],
            metadata: ["a": "b"],
            destination: .from(path: path)
        )
        try layout.writeOutline()
        let checkpoint = try Checkpoint.open(path)
        let tensor = try #require(checkpoint["w"])
        #expect(tensor.byteCount == 1 << 30 && checkpoint.metadata["a"] == "b")
        #expect(try checkpoint.bytes(of: tensor, in: 1000..<1004) == [0, 0, 0, 0])
        #expect(refusal { () throws(CheckpointError) in try layout.writeOutline() } != nil)
    }
}
