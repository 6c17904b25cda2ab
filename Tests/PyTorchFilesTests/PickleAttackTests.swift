@testable import PyTorchFiles
import SystemFiles
import TestSupport
import Testing

private typealias P = PickleFixture

private let machineAttacks: [PickleAttack] = [
    PickleAttack("os.system", P.global("os", "system"), 0x63, at: 2, "'os.system'"),
    PickleAttack("posix.system", P.global("posix", "system"), 0x63, at: 2, "'posix.system'"),
    PickleAttack("nt.system", P.global("nt", "system"), 0x63, at: 2, "'nt.system'"),
    PickleAttack("sys.exit", P.global("sys", "exit"), 0x63, at: 2, "'sys.exit'"),
    PickleAttack("os.path.join", P.global("os.path", "join"), 0x63, at: 2, "'os.path.join'"),
    PickleAttack(
        "unknown global",
        P.global("builtins", "eval"),
        0x63,
        at: 2,
        code: .unsupported,
        "'builtins.eval'"
    ),
    PickleAttack(
        "module object",
        P.global("open_clip.model", "CLIP") + P.emptyTuple + P.newObject,
        0x63,
        at: 2,
        code: .unsupported,
        "'open_clip.model.CLIP' is not on the list; save model.state_dict() instead"
    ),
    PickleAttack("name without an end", [0x63, 0x61, 0x62], 0x63, at: 2, "cut off"),
    PickleAttack(
        "endless name",
        [0x63] + Array(repeating: 0x61, count: 2000),
        0x63,
        at: 2,
        "1024 bytes"
    ),
    PickleAttack("name that is not UTF-8", [0x63, 0xFF, 0x0A, 0x0A], 0x63, at: 2, "UTF-8"),
    PickleAttack("REDUCE on a number", [0x4B, 1] + P.emptyTuple + P.reduce, 0x52, at: 5),
    PickleAttack("REDUCE on a list", P.emptyList + P.emptyTuple + P.reduce, 0x52, at: 4),
    PickleAttack(
        "REDUCE on a type",
        P.global("torch", "float32") + P.emptyTuple + P.reduce,
        0x52,
        "a type cannot be called"
    ),
    PickleAttack(
        "REDUCE without a tuple",
        P.global("collections", "OrderedDict") + P.none + P.reduce,
        0x52,
        "not a tuple"
    ),
    PickleAttack("NEWOBJ on a string", P.text("x") + P.emptyTuple + P.newObject, 0x81, at: 9),
    PickleAttack("BUILD on a list", P.emptyList + P.emptyDictionary + P.build, 0x62, at: 4),
    PickleAttack("BUILD on a dictionary", P.emptyDictionary + P.none + P.build, 0x62, at: 4),
    PickleAttack("BUILD on a number", [0x4B, 1] + P.none + P.build, 0x62, at: 5),
    PickleAttack("APPEND to a tuple", P.emptyTuple + P.none + [0x61], 0x61, at: 4, "list"),
    PickleAttack("APPENDS to a dictionary", P.emptyDictionary + P.mark + [0x65], 0x65, at: 4),
    PickleAttack("SETITEM on a list", P.emptyList + P.none + P.none + [0x73], 0x73, at: 5),
    PickleAttack("key without a value", P.emptyDictionary + P.mark + P.none + [0x75], 0x75, at: 5),
    PickleAttack("stack underflow by STOP", [], 0x2E, at: 2, "too few"),
    PickleAttack("stack underflow by TUPLE1", [0x85], 0x85, at: 2, "too few"),
    PickleAttack("stack underflow by TUPLE3", P.none + P.none + [0x87], 0x87, at: 4, "too few"),
    PickleAttack("stack underflow by REDUCE", P.none + P.reduce, 0x52, at: 3, "too few"),
    PickleAttack("stack underflow by BINPUT", [0x71, 0], 0x71, at: 2, "too few"),
    PickleAttack("stack underflow by BINPERSID", P.persistent, 0x51, at: 2, "too few"),
    PickleAttack("reaching below a MARK", P.none + P.mark + [0x85], 0x85, at: 4, "too few"),
    PickleAttack("MARK missing", P.none + [0x74], 0x74, at: 3, "no MARK"),
    PickleAttack("MARK missing for APPENDS", P.emptyList + [0x65], 0x65, at: 3, "no MARK"),
    PickleAttack("MARK left over", P.mark + P.none, 0x2E, at: 4, "left"),
    PickleAttack("value left over", P.none + P.none, 0x2E, at: 4, "left"),
    PickleAttack("BINGET before BINPUT", [0x68, 7], 0x68, at: 2, "under 7"),
    PickleAttack("LONG_BINGET before BINPUT", [0x6A, 7, 0, 0, 0], 0x6A, at: 2, "under 7"),
    PickleAttack(
        "memo index 2^31",
        P.none + [0x72, 0, 0, 0, 0x80],
        0x72,
        at: 3,
        "index 2147483648"
    ),
    PickleAttack(
        "list that contains itself",
        P.emptyList + [0x71, 0, 0x68, 0, 0x61],
        0x61,
        at: 7,
        "contain itself"
    ),
    PickleAttack(
        "dictionary that contains itself",
        P.emptyDictionary + [0x71, 0] + P.text("a") + [0x68, 0, 0x73],
        0x73,
        "contain itself"
    ),
    PickleAttack(
        "two lists that contain each other",
        P.emptyList + [0x71, 0] + P.emptyList + [0x71, 1, 0x68, 0, 0x61, 0x61],
        0x2E,
        at: 12,
        "contains itself"
    ),
    PickleAttack(
        "record that contains itself",
        P.global("__torch__", "A") + P.emptyTuple + P.newObject + [0x71, 0, 0x68, 0] + P.build,
        0x2E,
        "contains itself"
    ),
    PickleAttack(
        "string beyond the data",
        [0x58, 0xFF, 0xFF, 0, 0, 0x61],
        0x58,
        at: 2,
        "beyond the pickle's end"
    ),
    PickleAttack(
        "string of 4 GiB",
        [0x58, 0xFF, 0xFF, 0xFF, 0xFF],
        0x58,
        at: 2
    ),
    PickleAttack("string that is not UTF-8", [0x58, 1, 0, 0, 0, 0xFF], 0x58, at: 2, "UTF-8"),
    PickleAttack("LONG1 beyond the data", [0x8A, 255, 1], 0x8A, at: 2, "beyond"),
    PickleAttack(
        "LONG1 of 255 bytes as a size",
        P.mark + P.text("storage") + P.global("torch", "FloatStorage") + P.text("0")
            + P.text("cpu") + [0x8A, 255] + Array(repeating: 1, count: 255) + [0x74]
            + P.persistent,
        0x51,
        "64 bits"
    ),
    PickleAttack("persistent id that is a string", P.text("0") + P.persistent, 0x51, at: 8),
    PickleAttack("persistent id without parts", P.emptyTuple + P.persistent, 0x51, at: 3),
    PickleAttack(
        "persistent id of a module",
        P.tuple(P.text("module"), P.none, P.none) + P.persistent,
        0x51,
        code: .unsupported,
        "'module'"
    ),
    PickleAttack(
        "persistent id with too few parts",
        P.tuple(P.text("storage"), P.global("torch", "FloatStorage"), P.text("0"))
            + P.persistent,
        0x51,
        "wrong parts"
    ),
    PickleAttack(
        "persistent id without a class",
        P.tuple(P.text("storage"), P.none, P.text("0"), P.text("cpu"), [0x4B, 6])
            + P.persistent,
        0x51,
        "wrong parts"
    ),
    PickleAttack("storage of negative size", P.storage(count: -1), 0x51, "negative"),
    PickleAttack(
        "tensor without arguments",
        P.global("torch._utils", "_rebuild_tensor_v2") + P.emptyTuple + P.reduce,
        0x52,
        "4 arguments"
    ),
    PickleAttack(
        "tensor without a storage",
        P.global("torch._utils", "_rebuild_tensor_v2")
            + P.tuple(P.none, [0x4B, 0], P.emptyTuple, P.emptyTuple) + P.reduce,
        0x52,
        "storage"
    ),
    PickleAttack(
        "shape of strings",
        P.global("torch._utils", "_rebuild_tensor_v2")
            + P.tuple(P.storage(), [0x4B, 0], P.tuple(P.text("2")), P.emptyTuple) + P.reduce,
        0x52,
        "not an integer"
    ),
    PickleAttack(
        "function within a function within itself",
        P.global("torch._tensor", "_rebuild_from_type_v2")
            + P.tuple(
                P.global("torch._tensor", "_rebuild_from_type_v2"),
                P.global("torch", "Tensor"),
                P.emptyTuple,
                P.none
            ) + P.reduce,
        0x52,
        "where they belong"
    ),
    PickleAttack(
        "metadata that is not a dictionary",
        P.tensor(metadata: P.emptyList),
        0x52,
        "not a dictionary"
    ),
    PickleAttack(
        "an object made by keywords",
        [0x92],
        0x92,
        at: 2,
        code: .unsupported,
        "is NEWOBJ_EX, which no state dictionary needs"
    ),
    PickleAttack("a name that is no string", [0x4B, 1, 0x4B, 2, 0x93], 0x93, "not strings"),
    PickleAttack("nothing to be stored", [0x94], 0x94, at: 2, "too few values"),
    PickleAttack("items for a list as for a set", [0x5D, 0x28, 0x90], 0x90, "to a set only"),
    PickleAttack("a string longer than the file", [0x8D, 0, 0, 0, 0, 0, 1, 0, 0], 0x8D, at: 2),
]

private let tensorAttacks: [PickleAttack] = [
    PickleAttack("negative stride", tensor: P.tensor(strides: [-3, 1]), "negative stride -3"),
    PickleAttack("negative size", tensor: P.tensor(sizes: [2, -3]), "negative size -3"),
    PickleAttack("negative offset", tensor: P.tensor(offset: -1), "negative offset -1"),
    PickleAttack("more strides than sizes", tensor: P.tensor(strides: [3, 1, 1]), "3 strides"),
    PickleAttack("offset beyond the storage", tensor: P.tensor(offset: 1), "beyond a storage"),
    PickleAttack("size beyond the storage", tensor: P.tensor(sizes: [3, 2]), "beyond a storage"),
    PickleAttack("stride beyond the storage", tensor: P.tensor(strides: [4, 1]), "beyond"),
    PickleAttack(
        "strides that overflow",
        tensor: P.tensor(sizes: [2, 2], strides: [.max, .max]),
        "beyond"
    ),
    PickleAttack("offset that overflows", tensor: P.tensor(offset: .max), "beyond"),
    PickleAttack("sizes that overflow", tensor: P.tensor(sizes: [.max, 2]), "overflows"),
    PickleAttack(
        "more bytes than the file",
        tensor: P.tensor(sizes: [1 << 40], strides: [0]),
        "than the file has"
    ),
    PickleAttack(
        "too many dimensions",
        tensor: P.tensor(
            sizes: Array(repeating: 1, count: 17),
            strides: Array(repeating: 1, count: 17)
        ),
        "16 dimensions"
    ),
    PickleAttack("missing storage", tensor: P.tensor(P.storage(key: "7")), "'7' is missing"),
    PickleAttack(
        "storage with a path for a name",
        tensor: P.tensor(P.storage(key: "../data.pkl")),
        "is missing"
    ),
    PickleAttack("storage too small", tensor: P.tensor(P.storage(count: 7)), "24 bytes"),
    PickleAttack("storage of 2^63 elements", tensor: P.tensor(P.storage(count: .max)), "24 bytes"),
    PickleAttack(
        "complex doubles",
        tensor: P.tensor(P.storage("ComplexDoubleStorage")),
        "complex128",
        code: .unsupported
    ),
    PickleAttack(
        "quantised storage",
        tensor: P.tensor(P.storage("QInt8Storage")),
        "qint8",
        code: .unsupported
    ),
    PickleAttack(
        "quantised tensor",
        tensor: P.global("torch._utils", "_rebuild_qtensor") + P.emptyTuple + P.reduce,
        "quantised",
        code: .unsupported
    ),
    PickleAttack(
        "sparse tensor",
        tensor: P.global("torch._utils", "_rebuild_sparse_tensor") + P.emptyTuple + P.reduce,
        "sparse",
        code: .unsupported
    ),
    PickleAttack(
        "meta tensor",
        tensor: P.global("torch._utils", "_rebuild_meta_tensor_no_storage") + P.emptyTuple
            + P.reduce,
        "meta",
        code: .unsupported
    ),
    PickleAttack(
        "negative bit",
        tensor: P.tensor(metadata: P.dictionary(("neg", P.yes))),
        "resolve_neg() before saving",
        code: .unsupported
    ),
    PickleAttack(
        "conjugate bit",
        tensor: P.tensor(
            P.storage("ComplexFloatStorage", count: 3),
            sizes: [3],
            strides: [1],
            metadata: P.dictionary(("neg", P.no), ("conj", P.yes))
        ),
        "resolve_conj() before saving",
        code: .unsupported
    ),
    PickleAttack(
        "tensor without content",
        tensor: P.global("torch", "FloatTensor") + P.emptyTuple + P.reduce,
        "without content"
    ),
]

/// Every opcode that the machine does not carry out.
private let refusedOpcodes: [UInt8] = {
    let accepted: [UInt8] = [
        0x80, 0x2E, 0x63, 0x81, 0x52, 0x62, 0x61, 0x65, 0x73, 0x75, 0x28, 0x74, 0x85, 0x86, 0x87,
        0x29, 0x5D, 0x7D, 0x8F, 0x4E, 0x88, 0x89, 0x4A, 0x4B, 0x4D, 0x47, 0x58, 0x55, 0x8A, 0x51,
        0x68, 0x6A, 0x71, 0x72, 0x42, 0x43, 0x8C, 0x8D, 0x8E, 0x90, 0x91, 0x93, 0x94, 0x95,
    ]
    return (0...255).filter { !accepted.contains($0) }
}()

@Suite("Malformed pickles are refused")
struct PickleAttackTests {
    @Test("each in its way", arguments: machineAttacks + tensorAttacks)
    func isRefused(_ attack: PickleAttack) throws {
        let folder = try TemporaryFolder()
        let zip = PickleFixture.archive(attack.pickle)
        let path = try folder.write(zip.bytes, as: "x.pt")
        let error = try #require(
            refusal { () throws(PyTorchError) in try ReadFile.open(path) }
        )
        #expect(error.code == attack.code, "\(error)")
        #expect(error.tensor == attack.tensor, "\(error)")
        #expect(error.message.contains(attack.message), "\(error)")
        if let opcode = attack.opcode {
            #expect(error.message.contains("opcode \(opcode)"), "\(error)")
        }
        let start = zip.dataOffset(of: "x/data.pkl")
        if let offset = attack.offset {
            #expect(error.offset == UInt64(start + offset), "\(error)")
        }
        if attack.tensor != nil { #expect(error.offset != nil, "\(error)") }
        if let place = error.offset {
            #expect((start..<start + attack.pickle.count).contains(Int(place)))
        }
    }

    @Test("by their number", arguments: refusedOpcodes)
    func unsupportedOpcode(_ opcode: UInt8) throws {
        let folder = try TemporaryFolder()
        let zip = PickleFixture.archive([0x80, 2, 0x4E, opcode, 0, 0, 0, 0, 0x2E])
        let path = try folder.write(zip.bytes, as: "x.pt")
        let error = try #require(
            refusal { () throws(PyTorchError) in try ReadFile.open(path) }
        )
        #expect(error.code == .unsupported)
        #expect(error.message.contains("opcode \(opcode):"), "\(error)")
        #expect(error.offset == UInt64(zip.dataOffset(of: "x/data.pkl") + 3))
    }

    @Test func everyCutIsRefused() throws {
        let folder = try TemporaryFolder()
        let pickle = P.pickle(P.dictionary(("a", P.tensor())))
        for count in 0..<pickle.count {
            let zip = P.archive(Array(pickle[..<count]))
            let path = try folder.write(zip.bytes, as: "x.pt")
            #expect(throws: PyTorchError.self) { try ReadFile.open(path) }
        }
    }
}
