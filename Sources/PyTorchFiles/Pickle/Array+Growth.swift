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
