import Checkpoints
import PyTorchFiles
import SystemFiles
import Tensors
import TestSupport
import Testing

private typealias P = PickleFixture

@Suite("Options for PyTorch files")
struct PyTorchOptionsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func names(_ value: [UInt8], _ options: PyTorchOptions) throws -> [String] {
        let path = try folder.write(P.archive(P.pickle(value)).bytes, as: "x.pt")
        return try Checkpoint.open(path, reading: ReadingOptions(pyTorch: options)).tensors.map(
            \.name
        )
    }

    private func refusal(_ value: [UInt8], _ options: PyTorchOptions) -> CheckpointError? {
        #expect(throws: CheckpointError.self) { try names(value, options) }
    }

    private func message(_ value: [UInt8], _ options: PyTorchOptions) -> String {
        refusal(value, options)?.message ?? ""
    }

    private let several = P.dictionary(
        ("model", P.dictionary(("a", P.tensor()))),
        ("ema", P.dictionary(("b", P.tensor()))),
        ("trainer", P.dictionary(("deep", P.dictionary(("c", P.tensor())))))
    )

    @Test("an ambiguous file tells the dictionaries, and the option chooses")
    func choice() throws {
        #expect(message(several, PyTorchOptions()).contains("'model', 'ema'"))
        #expect(refusal(several, PyTorchOptions())?.remedy == .oneOfDictionaries)
        #expect(try names(several, PyTorchOptions(stateDictionary: "model")) == ["a"])
        #expect(try names(several, PyTorchOptions(stateDictionary: "ema")) == ["b"])
        #expect(try names(several, PyTorchOptions(stateDictionary: "trainer/deep")) == ["c"])
        let both = P.dictionary(("w", P.tensor()), ("ema", P.dictionary(("b", P.tensor()))))
        #expect(try names(both, PyTorchOptions(stateDictionary: ".")) == ["w"])
    }

    @Test("a choice that leads nowhere says what is there", arguments: ["x", "model/a", "", "."])
    func nowhere(_ chosen: String) {
        let error = refusal(several, PyTorchOptions(stateDictionary: chosen))
        let text = error?.message ?? ""
        #expect(error?.remedy == .dictionary)
        #expect(text.contains("no dictionary of tensors under '\(chosen)'"))
        #expect(text.contains("there is '"))
    }

    @Test("unknown classes become records on request; programs never")
    func unknownGlobals() throws {
        let namespace = P.global("argparse", "Namespace") + P.emptyTuple + P.newObject
        let value = P.dictionary(
            ("args", namespace + P.dictionary(("seed", P.integer(1))) + P.build),
            ("state_dict", P.dictionary(("w", P.tensor())))
        )
        #expect(refusal(value, PyTorchOptions())?.remedy == .unknownClasses)
        #expect(try names(value, PyTorchOptions(skipsUnknownGlobals: true)) == ["w"])
        let object = namespace + P.emptyDictionary + P.build
        #expect(refusal(object, PyTorchOptions())?.remedy == nil)
        let skipped = message(object, PyTorchOptions(skipsUnknownGlobals: true))
        #expect(skipped.contains("class 'argparse.Namespace'; save model.state_dict()"))
        let program = P.dictionary(
            ("x", P.global("os", "system") + P.emptyTuple + P.reduce),
            ("w", P.tensor())
        )
        let text = message(program, PyTorchOptions(skipsUnknownGlobals: true))
        #expect(text.contains("could run programs"))
    }

    @Test("sound files match their checksums; a damaged one is found when contents are checked")
    func checksums() throws {
        for name in ["plain", "views", "script", "old"] {
            try Checkpoint.open(PyTorchFile.path(name + ".pt")).validateContents()
        }
        var zip = P.archive(P.pickle(P.dictionary(("a", P.tensor()))))
        zip.entries[1].checksum = 1
        let path = try folder.write(zip.bytes, as: "x.pt")
        let error = #expect(throws: CheckpointError.self) {
            try Checkpoint.open(path).validateContents()
        }
        #expect(error?.code == .malformed)
        #expect(error?.message.contains("'x/data.pkl' does not match its checksum") == true)
    }

    @Test("booleans that are neither 0 nor 1 are found when contents are checked")
    func booleans() throws {
        let path = folder.path("x.safetensors")
        try SafetensorsFixture.write(
            tensors: [("a", .bool, [3], [0, 1, 1]), ("b", .bool, [3], [0, 1, 2])],
            to: path
        )
        let warnings = try Checkpoint.open(path).validateContents()
        #expect(warnings.count == 1 && warnings[0].contains("element 2 of tensor 'b'"))
    }
}
