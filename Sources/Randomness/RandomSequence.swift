/// Whole random numbers, one after the other, from a hash.
package struct RandomSequence: Sendable {
    private let hash: CounterHash
    private var position = 0

    /// Begins at a hash's first position.
    package init(_ hash: CounterHash) { self.hash = hash }

    /// The next number, from a range.
    ///
    /// - Precondition: The range has at most 2^32 numbers.
    /// - Numerics: Exact, so the same everywhere; no number of n is more likely than another by
    ///   more than a part in 2^32 / n.
    package mutating func next(in range: ClosedRange<Int>) -> Int {
        precondition(range.count <= 1 << 32, "\(range) is too wide for 32 random bits")
        defer { position += 1 }
        let bits = hash[position] >> 32
        return range.lowerBound + Int((bits * UInt64(range.count)) >> 32)
    }
}
