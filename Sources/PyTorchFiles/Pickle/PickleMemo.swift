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
