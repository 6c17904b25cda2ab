internal import Randomness
internal import Tensors

/// Keeps every element with the same probability, on its own (DARE).
struct RandomMask: Sparsifier {
    private let randomness: ElementRandomness
    /// Numbers below it, in units of 2^-24, keep their elements.
    private let limit: UInt32

    /// - Parameters:
    ///   - density: The probability.
    ///   - randomness: The vector's random numbers.
    init(density: Double, _ randomness: ElementRandomness) {
        self.randomness = randomness
        limit = UInt32((density * 0x1p24).rounded(.up))
    }

    func sparsify(
        _ vector: inout MutableSpan<Double>,
        from start: Int,
        _ scratch: inout ElementScratch,
        _ equal: inout [Int]
    ) {
        var numbers = scratch.words.mutableSpan(0..<vector.count)
        randomness.fill(&numbers, from: start)
        precondition(numbers.count == vector.count)
        for index in vector.indices {
            vector[index] = vector[index].orZero(unless: numbers[index] < limit)
        }
    }
}
