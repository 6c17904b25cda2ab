/// The subsets of a list that have a given size, in lexicographic order of positions.
enum Subsets {
    /// The positions of every subset.
    ///
    /// - Parameters:
    ///   - size: The number of elements in a subset.
    ///   - count: The number of elements in the list.
    /// - Returns: Ascending positions, one list per subset; none when `size` exceeds `count`.
    /// - Complexity: O(subsets times size).
    static func positions(choosing size: Int, of count: Int) -> [[Int]] {
        precondition(size >= 0, "a subset has no negative size")
        guard size <= count else { return [] }
        var subsets: [[Int]] = []
        var current = Array(0..<size)
        while true {
            subsets.append(current)
            guard let place = current.indices.last(where: { current[$0] < count - size + $0 })
            else { return subsets }
            current[place] += 1
            for next in current.indices.dropFirst(place + 1) {
                current[next] = current[next - 1] + 1
            }
        }
    }

    /// The number of subsets, or nil when it exceeds `limit`.
    static func count(choosing size: Int, of count: Int, limit: Int) -> Int? {
        guard size <= count else { return 0 }
        var product = 1
        for step in 0..<min(size, count - size) {
            let (value, overflow) = product.multipliedReportingOverflow(by: count - step)
            product = value / (step + 1)
            if overflow || product > limit { return nil }
        }
        return product
    }
}
