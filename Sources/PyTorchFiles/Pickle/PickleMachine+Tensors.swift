internal import SystemFiles
internal import TextFormats

extension PickleMachine {
    /// The tensor that a function would put together.
    mutating func rebuild(
        _ function: PickleGlobal.Rebuild,
        _ arguments: [PickleValue]
    ) throws(PyTorchError) -> PickleValue {
        if function == .parameter { return try parameter(arguments) }
        let needed = function == .typedTensor ? 7 : 4
        guard arguments.count >= needed else {
            throw cursor.failure("a tensor needs \(needed) arguments, not \(arguments.count)")
        }
        var type: PickledType?
        if function == .typedTensor {
            guard case .global(.elementType(let named)) = arguments[6] else {
                throw cursor.failure("the type of a tensor is not a torch.dtype")
            }
            type = named
        }
        if let bit = try lazyBit(among: arguments, at: function == .typedTensor ? 7 : 6) {
            return try refused(bit.refusal)
        }
        return try object(.tensor(try tensor(arguments, type: type)))
    }

    /// What a tensor's metadata, an optional dictionary of flags, leaves to be done with its
    /// numbers.
    private func lazyBit(
        among arguments: [PickleValue],
        at position: Int
    ) throws(PyTorchError) -> LazyBit? {
        guard position < arguments.count else { return nil }
        if case .none = arguments[position] { return nil }
        guard case .object(let number) = arguments[position],
            case .dictionary(let entries, _) = heap[number]
        else { throw cursor.failure("the metadata of a tensor is not a dictionary") }
        for entry in entries {
            guard case .text(let name) = entry.key, let bit = LazyBit(rawValue: name) else {
                continue
            }
            switch entry.value {
            case .none, .boolean(false), .integer(0): continue
            default: return bit
            }
        }
        return nil
    }

    /// The tensor within a parameter.
    func parameter(_ arguments: [PickleValue]) throws(PyTorchError) -> PickleValue {
        guard let first = arguments.first, case .object(let number) = first else {
            throw cursor.failure("a parameter needs a tensor")
        }
        switch heap[number] {
        case .tensor, .refusedTensor, .blankTensor: return first
        default: throw cursor.failure("a parameter needs a tensor")
        }
    }

    /// The tensor that a function and its arguments describe: function, class, arguments, state.
    mutating func rebuildSubclass(
        _ arguments: [PickleValue]
    ) throws(PyTorchError) -> PickleValue {
        guard arguments.count == 4, case .global(.rebuild(let function)) = arguments[0],
            function != .subclass, case .object(let number) = arguments[2],
            case .tuple(let inner) = heap[number]
        else { throw cursor.failure("a tensor's function and arguments are not where they belong") }
        return try rebuild(function, inner)
    }

    /// Takes storage, offset, sizes and strides.
    func tensor(
        _ arguments: [PickleValue],
        type: PickledType?
    ) throws(PyTorchError) -> PickledTensor {
        guard case .object(let number) = arguments[0], case .storage(let storage) = heap[number]
        else { throw cursor.failure("a tensor needs a storage") }
        return PickledTensor(
            storage: storage,
            type: type,
            offset: try integer(arguments[1], "the offset of a tensor"),
            sizes: try integers(arguments[2], "the shape of a tensor"),
            strides: try integers(arguments[3], "the strides of a tensor"),
            place: cursor.opcodeOffset
        )
    }

    private func integer(_ value: PickleValue, _ what: String) throws(PyTorchError) -> Int64 {
        switch value {
        case .integer(let number): return number
        case .longInteger: throw cursor.failure("\(what) exceeds 64 bits")
        default: throw cursor.failure("\(what) is not an integer")
        }
    }

    private func integers(_ value: PickleValue, _ what: String) throws(PyTorchError) -> [Int64] {
        guard case .object(let number) = value else {
            throw cursor.failure("\(what) is not a tuple")
        }
        let items: [PickleValue]
        switch heap[number] {
        case .tuple(let found), .list(let found): items = found
        default: throw cursor.failure("\(what) is not a tuple")
        }
        var integers: [Int64] = []
        for item in items { integers.append(try integer(item, "a number in \(what)")) }
        return integers
    }
}

extension PickleMachine {
    /// The storage that a persistent id names: ("storage", class, key, location, count), and in
    /// the legacy stream a sixth part for a storage within another.
    func storage(_ identity: PickleValue) throws(PyTorchError) -> PickledStorage {
        guard case .object(let number) = identity, case .tuple(let parts) = heap[number],
            case .text(let kind)? = parts.first
        else { throw cursor.failure("the persistent id is not a tuple that begins with a name") }
        guard kind == "storage" else {
            let quoted = PrintableText.quoted(kind)
            throw cursor.failure("the persistent id \(quoted) is not read", code: .unsupported)
        }
        guard parts.count == 5 || parts.count == 6,
            case .global(.storageClass(let type)) = parts[1], case .text(let key) = parts[2]
        else { throw cursor.failure("the persistent id of a storage has the wrong parts") }
        let count = try integer(parts[4], "the size of a storage")
        guard count >= 0 else { throw cursor.failure("the size of a storage is negative") }
        let storage = PickledStorage(type: type, key: key, count: count)
        return parts.count == 5 ? storage : try view(parts[5], of: storage)
    }

    private func view(
        _ value: PickleValue,
        of storage: PickledStorage
    ) throws(PyTorchError) -> PickledStorage {
        if case .none = value { return storage }
        guard case .object(let number) = value, case .tuple(let parts) = heap[number],
            parts.count == 3
        else { throw cursor.failure("the view of a storage has the wrong parts") }
        let first = try integer(parts[1], "the offset of a storage")
        let count = try integer(parts[2], "the size of a storage")
        guard first >= 0, count >= 0, first <= storage.count, count <= storage.count - first else {
            throw cursor.failure("the view of a storage reaches beyond it")
        }
        var storage = storage
        storage.first = first
        storage.count = count
        return storage
    }
}

/// A bit by which PyTorch puts off what is to be done with a tensor's stored numbers.
enum LazyBit: String {
    /// The stored numbers have the wrong sign.
    case negative = "neg"
    /// The imaginary parts of the stored numbers have the wrong sign.
    case conjugate = "conj"

    /// Why a tensor with the bit is not read.
    var refusal: String {
        let name = self == .negative ? "negative" : "conjugate"
        return "has PyTorch's \(name) bit: its stored numbers are not its values; "
            + "call resolve_\(rawValue)() before saving"
    }
}
