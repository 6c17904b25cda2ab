/// The opcodes that are carried out; every other one is refused.
enum PickleOpcode: UInt8 {
    case mark = 0x28
    case emptyTuple = 0x29
    case stop = 0x2E
    case binFloat = 0x47
    case binInt = 0x4A
    case binInt1 = 0x4B
    case binInt2 = 0x4D
    case none = 0x4E
    case binPersID = 0x51
    case reduce = 0x52
    case shortBinString = 0x55
    case binUnicode = 0x58
    case emptyList = 0x5D
    case append = 0x61
    case build = 0x62
    case global = 0x63
    case appends = 0x65
    case binGet = 0x68
    case longBinGet = 0x6A
    case binPut = 0x71
    case longBinPut = 0x72
    case setItem = 0x73
    case tuple = 0x74
    case setItems = 0x75
    case emptyDict = 0x7D
    case proto = 0x80
    case newObj = 0x81
    case tuple1 = 0x85
    case tuple2 = 0x86
    case tuple3 = 0x87
    case newTrue = 0x88
    case newFalse = 0x89
    case long1 = 0x8A
    case emptySet = 0x8F
    // Of protocol 3.
    case binBytes = 0x42
    case shortBinBytes = 0x43
    // Of protocol 4.
    case shortBinUnicode = 0x8C
    case binUnicode8 = 0x8D
    case binBytes8 = 0x8E
    case addItems = 0x90
    case frozenSet = 0x91
    case stackGlobal = 0x93
    case memoize = 0x94
    case frame = 0x95
}

extension PickleOpcode {
    /// Opcodes of protocols 4 and 5 that are known and refused: they make objects of other classes,
    /// or refer to memory outside the file.
    static let refused: [UInt8: String] = [
        0x92: "NEWOBJ_EX", 0x96: "BYTEARRAY8", 0x97: "NEXT_BUFFER", 0x98: "READONLY_BUFFER",
    ]

    /// The opcode's name, as Python's documentation spells it.
    var name: String {
        switch self {
        case .emptyTuple: "EMPTY_TUPLE"
        case .emptyList: "EMPTY_LIST"
        case .emptyDict: "EMPTY_DICT"
        case .emptySet: "EMPTY_SET"
        case .shortBinString: "SHORT_BINSTRING"
        case .longBinGet: "LONG_BINGET"
        case .longBinPut: "LONG_BINPUT"
        case .shortBinBytes: "SHORT_BINBYTES"
        case .shortBinUnicode: "SHORT_BINUNICODE"
        case .stackGlobal: "STACK_GLOBAL"
        default: "\(self)".uppercased()
        }
    }
}
