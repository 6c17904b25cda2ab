/// The random numbers that belong to the elements of a tensor.
///
/// They depend on a seed, the tensor's name, the model and the element's position alone: not on
/// threads, tiles, or the order in which tensors are merged.
package struct ElementRandomness: Sendable {
    /// What numbers are for: one element has independent ones for each purpose.
    package enum Purpose: UInt32, Sendable {
        /// Elements dropped at random.
        case drop = 0
        /// Elements dropped with probabilities that follow from their ranks.
        case rankedDrop = 1
    }

    private let generator: Philox
    private let stream: UInt32
    private let purpose: Purpose

    /// Creates the numbers of a tensor in one of the models.
    ///
    /// - Parameters:
    ///   - seed: The merge's seed.
    ///   - tensor: The tensor's name in the output.
    ///   - model: The model's position among those that are merged.
    ///   - purpose: What the numbers are for.
    package init(seed: UInt64, tensor: String, model: Int, purpose: Purpose) {
        let name = tensor.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        generator = Philox(key: CounterHash(key: seed ^ name)[0])
        stream = UInt32(truncatingIfNeeded: model)
        self.purpose = purpose
    }

    /// Writes the numbers of consecutive elements, as whole multiples of 2^-24 from 0 up to but not
    /// including 1.
    ///
    /// - Parameters:
    ///   - numbers: Receives the multiples.
    ///   - start: The first element's position in the tensor.
    package func fill(_ numbers: inout MutableSpan<UInt32>, from start: Int) {
        generator.fill(&numbers, from: start, stream: stream, purpose: purpose.rawValue)
        for index in numbers.indices { numbers[index] >>= 8 }
    }
}
