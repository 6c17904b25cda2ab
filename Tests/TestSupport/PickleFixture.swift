/// Spells pickles opcode by opcode, without the code under test.
public enum PickleFixture {
    /// PROTO 2, the opcodes, STOP.
    public static func pickle(_ opcodes: [UInt8]...) -> [UInt8] {
        [0x80, 2] + opcodes.flatMap(\.self) + stop
    }

    /// STOP.
    public static let stop: [UInt8] = [0x2E]
    /// MARK.
    public static let mark: [UInt8] = [0x28]
    /// REDUCE.
    public static let reduce: [UInt8] = [0x52]
    /// BUILD.
    public static let build: [UInt8] = [0x62]
    /// NEWOBJ.
    public static let newObject: [UInt8] = [0x81]
    /// EMPTY_TUPLE.
    public static let emptyTuple: [UInt8] = [0x29]
    /// EMPTY_LIST.
    public static let emptyList: [UInt8] = [0x5D]
    /// EMPTY_DICT.
    public static let emptyDictionary: [UInt8] = [0x7D]
    /// BINPERSID.
    public static let persistent: [UInt8] = [0x51]
    /// NONE.
    public static let none: [UInt8] = [0x4E]
    /// NEWTRUE.
    public static let yes: [UInt8] = [0x88]
    /// NEWFALSE.
    public static let no: [UInt8] = [0x89]

    /// BINUNICODE.
    public static func text(_ text: String) -> [UInt8] {
        [0x58] + ZipFixture.little(UInt64(text.utf8.count), 4) + Array(text.utf8)
    }

    /// GLOBAL.
    public static func global(_ module: String, _ name: String) -> [UInt8] {
        [0x63] + Array("\(module)\n\(name)\n".utf8)
    }

    /// LONG1 with eight bytes.
    public static func integer(_ number: Int64) -> [UInt8] {
        [0x8A, 8] + ZipFixture.little(UInt64(bitPattern: number), 8)
    }

    /// MARK, values, TUPLE.
    public static func tuple(_ values: [UInt8]...) -> [UInt8] {
        mark + values.flatMap(\.self) + [0x74]
    }

    /// A tuple of integers.
    public static func integers(_ numbers: [Int64]) -> [UInt8] {
        mark + numbers.flatMap(integer) + [0x74]
    }

    /// EMPTY_DICT, MARK, keys and values, SETITEMS.
    public static func dictionary(_ items: (String, [UInt8])...) -> [UInt8] {
        emptyDictionary + mark + items.flatMap { text($0.0) + $0.1 } + [0x75]
    }

    /// A storage by its persistent id.
    public static func storage(
        _ type: String = "FloatStorage",
        key: String = "0",
        count: Int64 = 6
    ) -> [UInt8] {
        let parts = [
            text("storage"), global("torch", type), text(key), text("cpu"), integer(count),
        ]
        return mark + parts.flatMap(\.self) + [0x74] + persistent
    }

    /// A tensor by `_rebuild_tensor_v2`.
    public static func tensor(
        _ storage: [UInt8] = storage(),
        offset: Int64 = 0,
        sizes: [Int64] = [2, 3],
        strides: [Int64] = [3, 1],
        metadata: [UInt8]? = nil
    ) -> [UInt8] {
        let hooks = global("collections", "OrderedDict") + emptyTuple + reduce
        let arguments =
            [storage, integer(offset), integers(sizes), integers(strides), no, hooks]
            + [metadata].compactMap(\.self)
        return global("torch._utils", "_rebuild_tensor_v2") + mark + arguments.flatMap(\.self)
            + [0x74] + reduce
    }

    /// A PyTorch zip file with a pickle and a storage `0` of 24 bytes.
    public static func archive(
        _ pickle: [UInt8],
        data: [UInt8] = SafetensorsFixture.pattern(24),
        more: [ZipFixture.Entry] = []
    ) -> ZipFixture {
        ZipFixture([.init("x/data.pkl", pickle), .init("x/data/0", data)] + more)
    }
}
