/// Random numbers that are a function of a key and a position.
///
/// Any element can be computed without its predecessors, which makes tensors and images
/// independent of the order and the pieces in which they are written. The mixing function is
/// SplitMix64's (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA
/// 2014).
package struct CounterHash: Sendable {
    @usableFromInline let key: UInt64

    /// Creates the sequence of a key.
    @inlinable
    package init(key: UInt64) { self.key = key }

    /// Creates the sequence of a part of something that has a seed of its own.
    @inlinable
    package init(seed: UInt64, part: Int) {
        key = CounterHash(key: seed)[part]
    }

    /// 64 random bits at a position.
    @inlinable @inline(__always)
    package subscript(position: Int) -> UInt64 {
        var bits = key &+ (UInt64(truncatingIfNeeded: position) &+ 1) &* 0x9e37_79b9_7f4a_7c15
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }

    /// A number from 0 up to but not including 1 at a position.
    package func unit(_ position: Int) -> Double { Double(self[position] >> 11) * 0x1p-53 }

    /// The sequence of a part.
    package func part(_ number: Int) -> CounterHash { CounterHash(seed: key, part: number) }
}
