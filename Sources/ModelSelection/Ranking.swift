/// Which of several values come first.
package enum Ranking {
    /// The places of values, largest first; of values within 1e-12 of the largest that is left the
    /// lowest place comes first.
    ///
    /// - Parameter values: The values; those without one come last.
    /// - Returns: All places.
    /// - Complexity: O(n log n).
    package static func order(_ values: [Double?]) -> [Int] {
        let sorted = values.indices.sorted { a, b in
            switch (values[a], values[b]) {
            case (let left?, let right?): left == right ? a < b : left > right
            case (nil, nil): a < b
            case (let left, _): left != nil
            }
        }
        var order: [Int] = []
        order.reserveCapacity(sorted.count)
        var start = 0
        while start < sorted.count {
            var end = start + 1
            if let best = values[sorted[start]] {
                while end < sorted.count, let value = values[sorted[end]], value >= best - 1e-12 {
                    end += 1
                }
            }
            order += sorted[start..<end].sorted()
            start = end
        }
        return order
    }
}
