extension PickleMachine {
    /// Carries out the opcodes that would call something.
    mutating func call(_ opcode: PickleOpcode) throws(PyTorchError) {
        let argument = try pop()
        if opcode == .binPersID { return try pushObject(.storage(try storage(argument))) }
        let target = try pop()
        if opcode == .build { return try build(target, state: argument) }
        guard case .global(let global) = target else {
            throw cursor.failure("what would be called is not a function or class")
        }
        guard let arguments = tuple(argument) else {
            throw cursor.failure("the arguments are not a tuple")
        }
        try push(try result(of: global, arguments))
    }

    private func tuple(_ value: PickleValue) -> [PickleValue]? {
        guard case .object(let number) = value, case .tuple(let items) = heap[number] else {
            return nil
        }
        return items
    }

    private mutating func result(
        of global: PickleGlobal,
        _ arguments: [PickleValue]
    ) throws(PyTorchError) -> PickleValue {
        switch global {
        case .orderedDictionary, .counter:
            return try dictionary(arguments, isOrdered: global == .orderedDictionary)
        case .size:
            guard let first = arguments.first, tuple(first) != nil else {
                throw cursor.failure("torch.Size needs a tuple")
            }
            return first
        case .rebuild(.subclass): return try rebuildSubclass(arguments)
        case .rebuild(let function): return try rebuild(function, arguments)
        case .tensorClass: return try object(.blankTensor(place: cursor.opcodeOffset))
        case .parameterClass: return try parameter(arguments)
        case .refusedTensor(let kind):
            let reason = "is a \(kind) tensor, which is not read; save it as a plain one"
            return try refused(reason)
        case .harmless: return try object(.opaque)
        case .inert(let name): return try object(.record(type: name, attributes: .none))
        case .storageClass, .elementType: throw cursor.failure("a type cannot be called")
        }
    }

    /// A tensor that is an error only where it belongs to the model.
    mutating func refused(_ reason: String) throws(PyTorchError) -> PickleValue {
        try object(
            .refusedTensor(RefusedTensor(reason: reason, place: cursor.opcodeOffset))
        )
    }

    mutating func object(_ object: PickleObject) throws(PyTorchError) -> PickleValue {
        do throws(PickleRefusal) { return try heap.add(object) } catch { throw placed(error) }
    }

    private mutating func dictionary(
        _ arguments: [PickleValue],
        isOrdered: Bool
    ) throws(PyTorchError) -> PickleValue {
        // Python 2 gave the entries as a list of pairs.
        var items: [PickleValue] = []
        if let first = arguments.first {
            guard case .object(let number) = first else {
                throw cursor.failure("a dictionary cannot be made of this")
            }
            items = try pairs(of: heap[number])
        }
        let result = try object(.dictionary([], isOrdered: isOrdered))
        guard case .object(let number) = result else { return result }
        do throws(PickleRefusal) { try heap.set(items, inDictionary: number) } catch {
            throw placed(error)
        }
        return result
    }

    private func pairs(of object: PickleObject) throws(PyTorchError) -> [PickleValue] {
        switch object {
        case .dictionary(let entries, _): return entries.flatMap { [$0.key, $0.value] }
        case .list(let items):
            let pairs = items.compactMap { item in
                switch item {
                case .object(let number): pair(heap[number])
                default: nil
                }
            }
            guard pairs.count == items.count else { break }
            return pairs.flatMap(\.self)
        default: break
        }
        throw cursor.failure("a dictionary cannot be made of this")
    }

    private func pair(_ object: PickleObject) -> [PickleValue]? {
        switch object {
        case .tuple(let items), .list(let items): items.count == 2 ? items : nil
        default: nil
        }
    }

    private mutating func build(
        _ target: PickleValue,
        state: PickleValue
    ) throws(PyTorchError) {
        guard case .object(let number) = target else {
            throw cursor.failure("only tensors, ordered dictionaries and records take a state")
        }
        switch heap[number] {
        case .blankTensor:
            guard let parts = tuple(state), parts.count == 4 else {
                throw cursor.failure("the state of a tensor must have 4 parts")
            }
            heap.replace(number, with: .tensor(try tensor(parts, type: nil)))
        case .record(let type, .none):
            heap.replace(number, with: .record(type: type, attributes: state))
        case .tensor, .refusedTensor, .dictionary(_, isOrdered: true): break
        default:
            throw cursor.failure("only tensors, ordered dictionaries and records take a state")
        }
        try push(target)
    }
}
