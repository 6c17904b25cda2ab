internal import SystemFiles

/// The objects that a pickle built.
struct PickleHeap {
    private(set) var objects: [PickleObject] = []
    /// The bytes that may still be allocated.
    private var budget: Int
    private let countLimit: Int

    /// A heap for a pickle of at most so many bytes.
    init(byteCount: UInt64, limits: PyTorchLimits) {
        budget = 4 * Int(min(byteCount, limits.pickleByteCount)) + limits.pickleMemoryByteCount
        countLimit = limits.pickleCount
    }

    subscript(number: Int) -> PickleObject { objects[number] }

    /// Why so many bytes more, or a container of such a size, are too much; nil when they are not.
    mutating func charge(_ byteCount: Int, count: Int = 0) -> String? {
        guard count <= countLimit else { return "a container has more than \(countLimit) items" }
        guard byteCount <= budget else { return "the pickle's objects take too much memory" }
        budget -= byteCount
        return nil
    }

    /// Adds an object, or says why there is no room for it.
    mutating func add(_ object: PickleObject) throws(PickleRefusal) -> PickleValue {
        guard objects.count < countLimit else {
            throw PickleRefusal("the pickle builds more than \(countLimit) objects")
        }
        let items = Self.itemCount(of: object)
        var byteCount = [PickleObject].growingElementByteCount
        if items > 0 { byteCount += Self.boxByteCount + items * MemoryLayout<PickleValue>.stride }
        if let excess = charge(byteCount, count: items) { throw PickleRefusal(excess) }
        objects.makeRoom(for: 1)
        objects.append(object)
        return .object(objects.count - 1)
    }

    /// What the memory of an array or an indirect case takes in addition to its content.
    private static let boxByteCount = 48

    private static func itemCount(of object: PickleObject) -> Int {
        switch object {
        case .tuple(let items), .list(let items): items.count
        case .tensor(let tensor): 8 + tensor.sizes.count + tensor.strides.count
        case .storage, .record: 4
        default: 0
        }
    }

    /// Replaces an object.
    mutating func replace(_ number: Int, with object: PickleObject) { objects[number] = object }

    // Taking the array out first keeps appending from copying it.
    mutating func append(_ items: [PickleValue], toList number: Int) throws(PickleRefusal) {
        guard case .list(var list) = objects[number] else {
            throw PickleRefusal("only a list can be appended to")
        }
        try check(items, addedTo: number, count: list.count + items.count)
        objects[number] = .opaque
        list.makeRoom(for: items.count)
        list += items
        objects[number] = .list(list)
    }

    /// Adds keys and values, which take turns, to a dictionary.
    mutating func set(_ items: [PickleValue], inDictionary number: Int) throws(PickleRefusal) {
        guard case .dictionary(var entries, let isOrdered) = objects[number] else {
            throw PickleRefusal("items can be set in a dictionary only")
        }
        guard items.count % 2 == 0 else { throw PickleRefusal("the last key has no value") }
        try check(items, addedTo: number, count: entries.count + items.count / 2)
        objects[number] = .opaque
        entries.makeRoom(for: items.count / 2)
        for place in stride(from: 0, to: items.count, by: 2) {
            entries.append(PickleEntry(key: items[place], value: items[place + 1]))
        }
        objects[number] = .dictionary(entries, isOrdered: isOrdered)
    }

    private mutating func check(
        _ items: [PickleValue],
        addedTo number: Int,
        count: Int
    ) throws(PickleRefusal) {
        for case .object(number) in items {
            throw PickleRefusal("a container would contain itself")
        }
        var byteCount = items.count * [PickleValue].growingElementByteCount
        if count <= items.count { byteCount += Self.boxByteCount }
        if let excess = charge(byteCount, count: count) { throw PickleRefusal(excess) }
    }
}

/// Why a pickle is refused; the machine adds the place.
struct PickleRefusal: Error {
    let message: String
    let code: FileError.Code

    init(_ message: String, code: FileError.Code = .malformed) {
        self.message = message
        self.code = code
    }
}

extension Array {
    /// Makes room for more elements by a quarter of what is there, not by as much again, so that a
    /// known multiple of the elements is never exceeded.
    ///
    /// - Complexity: O(1) per element on average.
    mutating func makeRoom(for more: Int) {
        guard count + more > capacity else { return }
        reserveCapacity(Swift.max(count + more, count + count / 4, 16))
    }

    /// The most bytes that an element takes in an array that grows by `makeRoom`, while its
    /// elements are moved to a larger place.
    static var growingElementByteCount: Int { 9 * MemoryLayout<Element>.stride / 4 }
}
