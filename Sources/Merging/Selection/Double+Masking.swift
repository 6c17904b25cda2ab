extension Double {
    /// The number itself, or zero unless a condition holds; without a branch, which a random
    /// condition would mislead.
    @inline(__always)
    func orZero(unless condition: Bool) -> Double {
        Double(bitPattern: bitPattern & (condition ? .max : 0))
    }
}
