@testable import PyTorchFiles
import SystemFiles
import Tensors
import TestSupport
import Testing

private typealias P = PickleFixture

@Suite("Where PyTorch files keep their tensors")
struct StateDictionaryTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(
        _ value: [UInt8],
        script: Bool = false,
        limits: PyTorchLimits = .standard
    ) throws(PyTorchError) -> ReadFile {
        let more = script ? [ZipFixture.Entry("x/constants.pkl", [])] : []
        let zip = P.archive(P.pickle(value), more: more)
        let path = folder.path("x.pt")
        do { try folder.write(zip.bytes, as: "x.pt") } catch { Issue.record(error) }
        return try ReadFile.open(path, limits: limits)
    }

    private func refused(
        _ value: [UInt8],
        script: Bool = false,
        limits: PyTorchLimits = .standard
    ) throws -> PyTorchError {
        try #require(
            refusal { () throws(PyTorchError) in
                try open(value, script: script, limits: limits)
            }
        )
    }

    private let weights = P.dictionary(("w", P.tensor()))
    private let count = P.tensor(sizes: [], strides: [])

    @Test(arguments: ["state_dict", "model", "model_state_dict", "module", "ema"])
    func nested(key: String) throws {
        let file = try open(P.dictionary((key, weights), ("epoch", [0x4B, 3])))
        #expect(file.tensors.map(\.name) == ["w"])
        #expect(file.warnings.count == 1)
        #expect(file.warnings.first?.contains("'epoch'") == true)
    }

    @Test func counterBesideTheDictionary() throws {
        let file = try open(P.dictionary(("model", weights), ("steps", count)))
        #expect(file.tensors.map(\.name) == ["w"])
        #expect(file.warnings.first?.contains("'steps'") == true)
    }

    @Test func twoDictionaries() throws {
        let error = try refused(P.dictionary(("state_dict", weights), ("ema", weights)))
        #expect(error.code == .malformed)
        #expect(error.message.contains("'state_dict', 'ema'"))
    }

    @Test func dictionaryBesideTensors() throws {
        let error = try refused(P.dictionary(("model", weights), ("b", P.tensor())))
        #expect(error.message.contains("'model', the outermost dictionary"))
    }

    @Test func noTensors() throws {
        let error = try refused(P.dictionary(("epoch", [0x4B, 3]), ("weights", P.emptyList)))
        #expect(error.message.contains("'epoch', 'weights'"))
        #expect(try refused(P.emptyDictionary).message.contains("empty"))
    }

    @Test("any dictionary of tensors is taken, and of several none")
    func anyName() throws {
        let only = try open(P.dictionary(("epoch", [0x4B, 3]), ("weights", weights)))
        #expect(only.tensors.map(\.name) == ["w"])
        #expect(only.warnings.first?.contains("'epoch'") == true)
        let deep = P.dictionary(("trainer", P.dictionary(("weights", weights))))
        #expect(try open(deep).tensors.map(\.name) == ["w"])
        let both = P.dictionary(("state_dict", weights), ("state_dict_ema", weights))
        #expect(try refused(both).message.contains("'state_dict', 'state_dict_ema'"))
        let metrics = P.dictionary(("net", weights), ("metrics", P.dictionary(("loss", count))))
        #expect(try open(metrics).tensors.map(\.name) == ["w"])
        let deeper = P.dictionary(
            ("a", P.dictionary(("model", weights))),
            ("b", P.dictionary(("model", weights)))
        )
        #expect(try refused(deeper).message.contains("'a/model', 'b/model'"))
    }

    @Test func noDictionary() throws {
        #expect(try refused(P.tensor()).message.contains("a single tensor"))
        #expect(try refused(P.emptyList).code == .unsupported)
    }

    @Test func duplicateNames() throws {
        let error = try refused(P.dictionary(("a", P.tensor()), ("a", P.tensor())))
        #expect(error.code == .malformed)
        #expect(error.tensor == "a")
        #expect(error.message.contains("twice"))
        #expect(error.offset != nil)
    }

    @Test func metadataWithoutABit() throws {
        let plain = [P.none, P.emptyDictionary, P.dictionary(("neg", P.no), ("conj", P.no))]
        for metadata in plain {
            let file = try open(P.dictionary(("a", P.tensor(metadata: metadata))))
            #expect(try file.bytes(of: #require(file["a"])).count == 24)
        }
    }

    @Test func typedTensorWithTheNegativeBit() throws {
        let storage = P.storage("UntypedStorage", count: 24)
        let hooks = P.global("collections", "OrderedDict") + P.emptyTuple + P.reduce
        let arguments = P.tuple(
            storage,
            P.integer(0),
            P.integers([6]),
            P.integers([1]),
            P.no,
            hooks,
            P.global("torch", "float32"),
            P.dictionary(("neg", P.yes))
        )
        let tensor = P.global("torch._utils", "_rebuild_tensor_v3") + arguments + P.reduce
        let error = try refused(P.dictionary(("a", tensor)))
        #expect(error.tensor == "a")
        #expect(error.message.contains("resolve_neg()"))
    }

    /// Opcodes that PyTorch's own pickler of today does not write, but that may stand in files.
    @Test func rarerOpcodes() throws {
        func latin(_ text: String) -> [UInt8] { [0x55, UInt8(text.utf8.count)] + text.utf8 }
        let (zero, two): ([UInt8], [UInt8]) = ([0x4A, 0, 0, 0, 0], [0x4D, 2, 0])
        let storage =
            P.tuple(
                latin("storage"),
                P.global("torch", "FloatStorage"),
                latin("0"),
                latin("cpu"),
                [0x4A, 6, 0, 0, 0]
            ) + P.persistent
        // The shape goes through the memo under a number of four bytes.
        let shape = P.tuple(two, [0x4D, 3, 0]) + [0x72, 0, 1, 0, 0]
        let arguments = P.tuple(storage, zero, shape, P.tuple([0x4A, 3, 0, 0, 0], [0x4B, 1]))
        let tensor = P.global("torch._utils", "_rebuild_tensor_v2") + arguments + P.reduce
        let entries =
            latin("a") + tensor + latin("set") + [0x8F] + latin("shape") + [0x6A, 0, 1, 0, 0]
            + latin("negative") + [0x4A, 0xFF, 0xFF, 0xFF, 0xFF]
        let file = try open(P.emptyDictionary + P.mark + entries + [0x75])
        let found = try #require(file["a"])
        #expect(found.shape.dimensions == [2, 3])
        #expect(try file.bytes(of: found) == SafetensorsFixture.pattern(24))
        #expect(file.warnings.first?.contains("'set', 'shape', 'negative'") == true)
    }

    @Test func refusedTensorOutsideTheModel() throws {
        let lazy = P.tensor(metadata: P.dictionary(("neg", P.yes)))
        let value = P.dictionary(("model", weights), ("optimizer", P.dictionary(("m", lazy))))
        #expect(try open(value).tensors.map(\.name) == ["w"])
    }

    @Test func numberForAName() throws {
        let value = P.emptyDictionary + [0x4B, 1] + P.tensor() + [0x73]
        let error = try refused(value)
        #expect(error.message.contains("not a string"))
        #expect(error.offset != nil)
    }

    @Test func sharedStorageAndTransposedView() throws {
        let transposed = P.tensor(sizes: [3, 2], strides: [1, 3])
        let last = P.tensor(offset: 4, sizes: [2], strides: [1])
        let file = try open(
            P.dictionary(("a", P.tensor()), ("b", P.tensor()), ("t", transposed), ("z", last))
        )
        let bytes = SafetensorsFixture.pattern(24)
        let elements = (0..<6).map { Array(bytes[4 * $0..<4 * $0 + 4]) }
        #expect(try file.bytes(of: #require(file["a"])) == bytes)
        #expect(try file.bytes(of: #require(file["b"])) == bytes)
        let turned = [0, 3, 1, 4, 2, 5].flatMap { elements[$0] }
        #expect(try file.bytes(of: #require(file["t"])) == turned)
        #expect(try file.bytes(of: #require(file["z"])) == Array(bytes[16...]))
    }

    @Test func emptyTensorNeedsNoRoom() throws {
        let empty = P.tensor(offset: 99, sizes: [0, 5], strides: [5, 1])
        let file = try open(P.dictionary(("e", empty)))
        #expect(try file.bytes(of: #require(file["e"])) == [])
    }

    @Test func otherProtocolIsWarnedOf() throws {
        let value: [UInt8] = [0x80, 6] + weights
        #expect(try open(value).warnings.first?.contains("protocol 6") == true)
        for known: UInt8 in 2...5 { #expect(try open([0x80, known] + weights).warnings.isEmpty) }
    }

    @Test func limits() throws {
        var limits = PyTorchLimits.standard
        limits.pickleCount = 20
        let many = P.mark + [UInt8](repeating: 0x4E, count: 21) + [0x74]
        #expect(try refused(many, limits: limits).message.contains("deeper than 20"))
        let objects: [UInt8] = (0..<10).flatMap { _ in [0x29, 0x85, 0x85] as [UInt8] }
        #expect(try refused(objects, limits: limits).message.contains("20 objects"))
        limits = .standard
        limits.pickleByteCount = 100
        #expect(try refused(weights, limits: limits).message.contains("limit 100"))
        limits = .standard
        limits.pickleCount = 20
        let index = try refused(P.none + [0x72, 20, 0, 0, 0], limits: limits)
        #expect(index.message.contains("index 20 is beyond 20"))
        let list = P.emptyList + (0..<21).flatMap { _ in P.none + [0x61] }
        #expect(try refused(list, limits: limits).message.contains("more than 20 items"))
        limits = .standard
        limits.pickleMemoryByteCount = 0
        let lists = P.mark + [UInt8](repeating: 0x5D, count: 5000) + [0x74]
        #expect(try refused(lists, limits: limits).message.contains("memory"))
    }

    /// Every opcode that can make the machine hold more is refused before it holds too much.
    @Test(arguments: ["values", "tuples", "dictionaries", "memo"])
    func memory(of objects: String) throws {
        let opcodes =
            switch objects {
            case "values": P.mark + [UInt8](repeating: 0x4E, count: 500_000)
            case "tuples": P.none + [UInt8](repeating: 0x85, count: 200_000)
            case "dictionaries": P.mark + [UInt8](repeating: 0x7D, count: 500_000)
            default: P.none + (0..<6000).flatMap { [0x72] + ZipFixture.little($0 * 149, 4) }
            }
        let error = try refused(opcodes)
        #expect(error.code == .malformed)
        #expect(error.message.contains("take too much memory"), "\(error)")
    }

    @Test func endlesslyManyProtocolsAreOneWarning() throws {
        let value = (0..<100_000).flatMap { _ in [0x80, 6] as [UInt8] } + weights
        #expect(try open(value).warnings.count == 1)
    }

    @Test(.timeLimit(.minutes(1))) func deepNestingIsOnlyData() throws {
        let deep = P.none + [UInt8](repeating: 0x85, count: 80_000)
        #expect(try open(P.dictionary(("a", P.tensor()), ("deep", deep))).tensors.count == 1)
    }
}

extension StateDictionaryTests {
    private func module(_ type: String, _ attributes: (String, [UInt8])...) -> [UInt8] {
        let items = attributes.flatMap { P.text($0.0) + $0.1 }
        let state = P.emptyDictionary + P.mark + items + [0x75]
        return P.global("__torch__.\(type)", "M") + P.emptyTuple + P.newObject + state + P.build
    }

    @Test func scriptOfUnknownClasses() throws {
        let inner = module("made.up", ("0", P.tensor()), ("training", P.no))
        let file = try open(module("any", ("layers", inner), ("b", P.tensor())), script: true)
        #expect(file.contents.origin == .script)
        #expect(file.tensors.map(\.name) == ["b", "layers.0"])
        #expect(file.warnings.isEmpty)
    }

    @Test func scriptConstantsOfOpenAIAreDropped() throws {
        let value = module(
            "clip",
            ("w", P.tensor()),
            ("vocab_size", count),
            ("context_length", count)
        )
        #expect(try open(value, script: true).tensors.map(\.name) == ["w"])
    }

    @Test func scriptWithCyclicAttributes() throws {
        let value =
            P.global("__torch__", "M") + P.emptyTuple + P.newObject + [0x71, 0]
            + P.emptyDictionary + P.text("self") + [0x68, 0, 0x73] + P.build
        #expect(try refused(value, script: true).message.contains("contains itself"))
    }

    @Test(arguments: ["a.b", ".", ""])
    func scriptAttributeThatForgesAPath(name: String) throws {
        let error = try refused(module("any", (name, P.tensor())), script: true)
        #expect(error.code == .malformed)
        #expect(error.message.contains("forges a path"))
    }

    @Test(.timeLimit(.minutes(1))) func scriptWithEndlesslyManyPaths() throws {
        var value = module("leaf", ("w", P.tensor()))
        for _ in 0..<60 {
            value =
                P.global("__torch__", "M") + P.emptyTuple + P.newObject + P.emptyDictionary
                + P.text("a") + value + [0x71, 0] + [0x73] + P.text("b") + [0x68, 0, 0x73] + P.build
        }
        #expect(try refused(value, script: true).message.contains("too many attributes"))
    }

    @Test func scriptWithoutAModule() throws {
        #expect(try refused(weights, script: true).message.contains("without a module"))
    }
}
