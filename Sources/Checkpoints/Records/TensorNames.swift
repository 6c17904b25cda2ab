internal import TextFormats

/// The names of many tensors: their bytes one after another, and the number of each by its name.
///
/// There can be a million of them, in every input of a merge. Copies share their memory.
///
/// - Complexity: A name takes its bytes and some 16 more.
package struct TensorNames: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// Open addressing by hash: one more than the number of a name; 0 where there is none.
    private var slots: [UInt32] = []

    /// No names.
    package init() {}

    /// These names, in order.
    package init(_ names: some Sequence<String>) {
        for name in names { append(name) }
    }

    /// The number of names.
    package var count: Int { ends.count }

    /// The name of a number.
    ///
    /// - Complexity: O(length): it is made each time.
    package subscript(number: Int) -> String {
        String(decoding: bytes[range(of: number)], as: UTF8.self)
    }

    /// Adds a name.
    ///
    /// - Returns: Whether it was not there before; a lookup finds the first of equal ones.
    @discardableResult
    package mutating func append(_ name: String) -> Bool { append(name.utf8Span.span) }

    /// Adds a name of others.
    @discardableResult
    package mutating func append(_ number: Int, of others: Self) -> Bool {
        append(others.span(of: number))
    }

    private mutating func append(_ name: Span<UInt8>) -> Bool {
        // Three quarters full at most.
        if (count + 1) * 4 > slots.count * 3 { rehash(max(slots.count * 2, 16)) }
        for index in name.indices { bytes.append(name[index]) }
        ends.append(bytes.count)
        let slot = slot(of: name)
        guard slots[slot] == 0 else { return false }
        slots[slot] = UInt32(count)
        return true
    }

    /// The number of the first name with these bytes, or nil.
    ///
    /// - Complexity: O(length).
    package func number(of name: String) -> Int? { number(of: name.utf8Span.span) }

    /// The number of the first name that equals a name of others, or nil.
    package func number(of number: Int, in others: Self) -> Int? {
        self.number(of: others.span(of: number))
    }

    /// Whether a name of others is among these.
    func holds(_ number: Int, of others: Self) -> Bool {
        self.number(of: number, in: others) != nil
    }

    private func number(of name: Span<UInt8>) -> Int? {
        guard !slots.isEmpty else { return nil }
        let found = slots[slot(of: name)]
        return found == 0 ? nil : Int(found) - 1
    }

    /// Whether the bytes of one of these names come before those of another.
    package func precedes(_ left: Int, _ right: Int) -> Bool {
        let (own, others) = (span(of: left), span(of: right))
        for index in 0..<min(own.count, others.count) where own[index] != others[index] {
            return own[index] < others[index]
        }
        return own.count < others.count
    }

    /// Whether these bytes are anywhere in the names, or where one ends and the next begins.
    ///
    /// - Complexity: O(total length).
    func mayContain(_ pattern: [UInt8]) -> Bool {
        let (text, length) = (bytes.span, pattern.count)
        guard let last = pattern.last, text.count >= length else { return false }
        for end in (length - 1)..<text.count where text[end] == last {
            let start = end + 1 - length
            var index = 0
            while index < length, text[start + index] == pattern[index] { index += 1 }
            if index == length { return true }
        }
        return false
    }

    /// Whether these are the same names in the same order, byte for byte.
    ///
    /// - Complexity: O(1) for copies, else O(total length).
    package func areExactly(_ others: Self) -> Bool {
        ends == others.ends && bytes == others.bytes
    }
}

extension TensorNames {
    private func range(of number: Int) -> Range<Int> {
        (number == 0 ? 0 : ends[number - 1])..<ends[number]
    }

    @_lifetime(borrow self)
    private func span(of number: Int) -> Span<UInt8> {
        bytes.span.extracting(range(of: number))
    }

    /// The slot of a name, or the free one that it would take.
    private func slot(of name: Span<UInt8>) -> Int {
        var hasher = Hasher()
        UTF8Key.combine(name, into: &hasher)
        let mask = slots.count - 1
        var slot = hasher.finalize() & mask
        while slots[slot] != 0, !isEqual(Int(slots[slot]) - 1, name) { slot = (slot + 1) & mask }
        return slot
    }

    private func isEqual(_ number: Int, _ name: Span<UInt8>) -> Bool {
        let own = span(of: number)
        guard own.count == name.count else { return false }
        for index in own.indices where own[index] != name[index] { return false }
        return true
    }

    private mutating func rehash(_ slotCount: Int) {
        slots = Array(repeating: 0, count: slotCount)
        for number in 0..<count {
            let slot = slot(of: span(of: number))
            if slots[slot] == 0 { slots[slot] = UInt32(number + 1) }
        }
    }
}
