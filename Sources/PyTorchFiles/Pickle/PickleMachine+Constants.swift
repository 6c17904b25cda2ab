import SystemFiles
import TextFormats

extension PickleMachine {
    /// The value that an opcode spells out.
    mutating func constant(_ opcode: PickleOpcode) throws(PyTorchError) -> PickleValue {
        switch opcode {
        case .newTrue: .boolean(true)
        case .newFalse: .boolean(false)
        case .binInt: .integer(Int64(Int32(truncatingIfNeeded: try cursor.number(byteCount: 4))))
        case .binInt1: .integer(Int64(try cursor.byte()))
        case .binInt2: .integer(Int64(try cursor.number(byteCount: 2)))
        case .binFloat:
            .real(Double(bitPattern: UInt64(try cursor.number(byteCount: 8)).byteSwapped))
        case .long1: try longInteger()
        case .binUnicode: .text(try unicode(countedBy: 4))
        case .shortBinUnicode: .text(try unicode(countedBy: 1))
        case .binUnicode8: .text(try unicode(countedBy: 8))
        case .shortBinString: .text(try latin())
        default: .none
        }
    }

    private mutating func longInteger() throws(PyTorchError) -> PickleValue {
        let bytes = try cursor.bytes(Int(try cursor.byte()))
        guard let last = bytes.last else { return .integer(0) }
        guard bytes.count <= 8 else { return .longInteger(bytes) }
        let fill: UInt64 = last & 0x80 == 0 || bytes.count == 8 ? 0 : .max << (8 * bytes.count)
        return .integer(Int64(bitPattern: UInt64(littleEndianBytes: bytes) | fill))
    }

    private mutating func unicode(countedBy width: Int) throws(PyTorchError) -> String {
        let count = Int(clamping: try cursor.number(byteCount: width))
        if let excess = heap.charge(count) { throw cursor.failure(excess) }
        guard let text = String(validating: try cursor.bytes(count), as: UTF8.self) else {
            throw cursor.failure("a string is not UTF-8")
        }
        return text
    }

    /// Passes over bytes, of which no tensor needs anything.
    mutating func skipBytes(_ opcode: PickleOpcode) throws(PyTorchError) {
        let width = opcode == .shortBinBytes ? 1 : opcode == .binBytes ? 4 : 8
        let count = Int(clamping: try cursor.number(byteCount: width))
        if let excess = heap.charge(count) { throw cursor.failure(excess) }
        _ = try cursor.bytes(count)
    }

    // Python 2 wrote names in this form; outside ASCII its encoding is not known.
    private mutating func latin() throws(PyTorchError) -> String {
        let bytes = try cursor.bytes(Int(try cursor.byte()))
        if let excess = heap.charge(2 * bytes.count) { throw cursor.failure(excess) }
        return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    /// The meaning of the module and name that follow.
    mutating func global() throws(PyTorchError) -> PickleGlobal {
        try global(try cursor.line(), try cursor.line())
    }

    /// The meaning of a module and a name, both strings.
    mutating func global(named names: [PickleValue]) throws(PyTorchError) -> PickleGlobal {
        guard case .text(let module) = names[0], case .text(let name) = names[1] else {
            throw cursor.failure("module and name are not strings")
        }
        return try global(module, name)
    }

    private func global(
        _ module: String,
        _ name: String
    ) throws(PyTorchError) -> PickleGlobal {
        let full = PrintableText.quoted("\(module).\(name)")
        guard !PickleGlobal.isBlocked(module: module) else {
            throw cursor.failure("\(full) could run programs; the file is not to be trusted")
        }
        // Compiled classes have no code here at all; their names and attributes are all there is.
        let isCompiled = module == "__torch__" || module.hasPrefix("__torch__.")
        if isCompiled || module == "torch.jit._pickle" { return .inert("\(module).\(name)") }
        guard let global = PickleGlobal(module: module, name: name) else {
            if skipsUnknownGlobals { return .inert("\(module).\(name)") }
            // The outermost object of such a class is a whole model; passing over it leaves nothing.
            let advice =
                isAtRoot
                ? "save model.state_dict() instead of the whole object"
                : "save only the state_dict, or pass over such classes"
            throw cursor.failure(
                "\(full) is not on the list; \(advice)",
                code: .unsupported,
                remedy: isAtRoot ? nil : .unknownClasses
            )
        }
        return global
    }
}
