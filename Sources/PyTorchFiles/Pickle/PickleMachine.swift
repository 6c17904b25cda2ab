internal import SystemFiles

/// A machine for pickles that can build numbers, strings, containers and descriptions of tensors,
/// and nothing else.
///
/// No opcode calls anything: functions and classes are names on a list, and a name that is not on
/// it ends the reading. Everything the machine allocates is bounded before it is allocated.
struct PickleMachine {
    var cursor: PickleCursor
    var heap: PickleHeap
    /// Whether names that are not on the list become records without effect.
    var skipsUnknownGlobals = false
    private(set) var warnings: [String] = []
    private let limits: PyTorchLimits
    private var stack: [PickleValue] = []
    private var marks: [Int] = []
    private var deepest = (values: 0, marks: 0)
    private var memo = PickleMemo()
    private var isRunning = true

    /// A machine for the pickle that begins at a byte of a file and ends before another.
    init(_ file: InputFile, from start: UInt64, to end: UInt64, limits: PyTorchLimits) {
        let end = start + min(end - start, limits.pickleByteCount)
        cursor = PickleCursor(file, from: start, to: end)
        heap = PickleHeap(byteCount: end - start, limits: limits)
        self.limits = limits
    }

    /// Carries out the pickle and returns what it built.
    ///
    /// - Throws: `PyTorchError` with the number and place of the opcode.
    mutating func run() throws(PyTorchError) -> PickleValue {
        while isRunning {
            let byte = try cursor.nextOpcode()
            guard let opcode = PickleOpcode(rawValue: byte) else {
                throw cursor.failure(refusal(of: byte), code: .unsupported)
            }
            try execute(opcode)
        }
        let result = try pop()
        guard stack.isEmpty, marks.isEmpty else {
            throw cursor.failure("values are left on the stack")
        }
        guard !heap.hasCycle(from: result) else {
            throw cursor.failure("a container contains itself")
        }
        return result
    }

    private mutating func execute(_ opcode: PickleOpcode) throws(PyTorchError) {
        switch opcode {
        case .proto: noteProtocol(try cursor.byte())
        case .stop: isRunning = false
        case .none, .newTrue, .newFalse, .binInt, .binInt1, .binInt2, .binFloat, .long1,
            .binUnicode, .shortBinString, .shortBinUnicode, .binUnicode8:
            try push(try constant(opcode))
        case .binBytes, .shortBinBytes, .binBytes8:
            try skipBytes(opcode)
            try pushObject(.opaque)
        case .frame: _ = try cursor.number(byteCount: 8)
        case .memoize: try store(under: memo.count)
        case .addItems: try addToSet()
        case .frozenSet:
            _ = try popToMark()
            try pushObject(.opaque)
        case .stackGlobal:
            let names = try pop(2)
            try push(.global(try global(named: names)))
        case .binGet, .longBinGet, .binPut, .longBinPut: try remember(opcode)
        case .mark: try mark()
        case .emptyTuple, .emptyList, .emptyDict, .emptySet: try makeEmpty(opcode)
        case .tuple, .tuple1, .tuple2, .tuple3: try makeTuple(opcode)
        case .append, .appends, .setItem, .setItems: try fill(opcode)
        case .global: try push(.global(try global()))
        case .binPersID, .reduce, .newObj, .build: try call(opcode)
        }
    }

    private func refusal(of opcode: UInt8) -> String {
        guard let name = PickleOpcode.refused[opcode] else {
            return "is none of those that are carried out"
        }
        return "is \(name), which no state dictionary needs; of a whole module, such as wise-ft's "
            + "own files hold, save model.state_dict() instead"
    }

    /// Whether nothing was built yet, so that what comes is, or makes, the outermost object.
    var isAtRoot: Bool { stack.isEmpty && marks.isEmpty }

    private mutating func noteProtocol(_ version: UInt8) {
        guard !(2...5).contains(version), warnings.isEmpty else { return }
        warnings.append("a pickle of protocol \(version); 2 to 5 are read")
    }
}

extension PickleMachine {
    mutating func push(_ value: PickleValue) throws(PyTorchError) {
        guard stack.count < limits.pickleCount else {
            throw cursor.failure("the stack is deeper than \(limits.pickleCount) values")
        }
        if stack.count == deepest.values {
            deepest.values += 1
            try charge([PickleValue].growingElementByteCount)
        }
        stack.makeRoom(for: 1)
        stack.append(value)
    }

    private mutating func charge(_ byteCount: Int) throws(PyTorchError) {
        if let excess = heap.charge(byteCount) { throw cursor.failure(excess) }
    }

    mutating func pop() throws(PyTorchError) -> PickleValue {
        guard stack.count > marks.last ?? 0, let value = stack.popLast() else {
            throw cursor.failure("the stack has too few values")
        }
        return value
    }

    private mutating func pop(_ count: Int) throws(PyTorchError) -> [PickleValue] {
        guard stack.count - (marks.last ?? 0) >= count else {
            throw cursor.failure("the stack has too few values")
        }
        return take(count)
    }

    private mutating func mark() throws(PyTorchError) {
        guard marks.count < limits.pickleCount else {
            throw cursor.failure("the stack has more than \(limits.pickleCount) marks")
        }
        if marks.count == deepest.marks {
            deepest.marks += 1
            try charge([Int].growingElementByteCount)
        }
        marks.makeRoom(for: 1)
        marks.append(stack.count)
    }

    private mutating func popToMark() throws(PyTorchError) -> [PickleValue] {
        guard let mark = marks.popLast() else { throw cursor.failure("there is no MARK") }
        return take(stack.count - mark)
    }

    // An array made of a slice can keep the slice's memory, with all the room that the stack has.
    private mutating func take(_ count: Int) -> [PickleValue] {
        defer { stack.removeLast(count) }
        return stack.suffix(count).map(\.self)
    }

    /// The number of the object on top of the stack, which stays there.
    private func topObject() throws(PyTorchError) -> Int {
        guard stack.count > marks.last ?? 0, case .object(let number)? = stack.last else {
            throw cursor.failure("there is no container to fill")
        }
        return number
    }

    private mutating func makeEmpty(_ opcode: PickleOpcode) throws(PyTorchError) {
        switch opcode {
        case .emptyTuple: try pushObject(.tuple([]))
        case .emptyList: try pushObject(.list([]))
        case .emptyDict: try pushObject(.dictionary([], isOrdered: false))
        default: try pushObject(.opaque)
        }
    }

    private mutating func makeTuple(_ opcode: PickleOpcode) throws(PyTorchError) {
        switch opcode {
        case .tuple1: try pushObject(.tuple(try pop(1)))
        case .tuple2: try pushObject(.tuple(try pop(2)))
        case .tuple3: try pushObject(.tuple(try pop(3)))
        default: try pushObject(.tuple(try popToMark()))
        }
    }

    func placed(_ refusal: PickleRefusal) -> PyTorchError {
        cursor.failure(refusal.message, code: refusal.code)
    }

    mutating func pushObject(_ object: PickleObject) throws(PyTorchError) {
        let value: PickleValue
        do throws(PickleRefusal) { value = try heap.add(object) } catch { throw placed(error) }
        try push(value)
    }

    private mutating func fill(_ opcode: PickleOpcode) throws(PyTorchError) {
        let items: [PickleValue]
        switch opcode {
        case .append: items = try pop(1)
        case .setItem: items = try pop(2)
        default: items = try popToMark()
        }
        let container = try topObject()
        do throws(PickleRefusal) {
            if opcode == .append || opcode == .appends {
                try heap.append(items, toList: container)
            } else {
                try heap.set(items, inDictionary: container)
            }
        } catch { throw placed(error) }
    }

    private mutating func remember(_ opcode: PickleOpcode) throws(PyTorchError) {
        let isShort = opcode == .binGet || opcode == .binPut
        let index = try cursor.number(byteCount: isShort ? 1 : 4)
        if opcode == .binGet || opcode == .longBinGet {
            guard index < UInt64(limits.pickleCount), let value = memo[Int(index)] else {
                throw cursor.failure("nothing was stored under \(index)")
            }
            return try push(value)
        }
        try store(under: index < UInt64(Int.max) ? Int(index) : .max)
    }

    /// Stores the value on top of the stack, which stays there.
    private mutating func store(under index: Int) throws(PyTorchError) {
        guard index < limits.pickleCount else {
            throw cursor.failure("the memo's index \(index) is beyond \(limits.pickleCount)")
        }
        guard stack.count > marks.last ?? 0, let value = stack.last else {
            throw cursor.failure("the stack has too few values")
        }
        if !memo.hasPage(for: index) { try charge(PickleMemo.pageByteCount) }
        memo.store(value, under: index)
    }

    /// Passes over what is added to a set, of which no tensor needs anything.
    private mutating func addToSet() throws(PyTorchError) {
        _ = try popToMark()
        guard case .opaque = heap[try topObject()] else {
            throw cursor.failure("items can be added to a set only")
        }
    }
}

/// The values that a pickle stored under numbers, in pages that come into being when they are used.
struct PickleMemo {
    private var pages: [[PickleValue?]] = []
    /// How many numbers have values.
    private(set) var count = 0

    private static let pageLength = 256
    /// The bytes that a page takes.
    static let pageByteCount = pageLength * MemoryLayout<PickleValue?>.stride

    /// The value under a number, or nil.
    subscript(index: Int) -> PickleValue? {
        let page = index / Self.pageLength
        guard page < pages.count, !pages[page].isEmpty else { return nil }
        return pages[page][index % Self.pageLength]
    }

    /// Whether room for a number is there already.
    func hasPage(for index: Int) -> Bool {
        let page = index / Self.pageLength
        return page < pages.count && !pages[page].isEmpty
    }

    /// Stores a value under a number.
    mutating func store(_ value: PickleValue, under index: Int) {
        let page = index / Self.pageLength
        while pages.count <= page { pages.append([]) }
        if pages[page].isEmpty { pages[page] = Array(repeating: nil, count: Self.pageLength) }
        if pages[page][index % Self.pageLength] == nil { count += 1 }
        pages[page][index % Self.pageLength] = value
    }
}
