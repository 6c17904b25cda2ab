internal import Randomness
internal import Tensors

/// How task vectors are sparsified and summed up.
struct TaskVectorSettings: Sendable, Equatable {
    /// How elements are left out.
    enum Sparsification: Sendable {
        /// The smallest magnitudes.
        case magnitude
        /// The smallest magnitudes, and a few of the greatest.
        case outliers
        /// Any, at random.
        case random
        /// Any, at random, small magnitudes more often.
        case ranked
    }

    /// How what was left out is made up for.
    enum Rescaling: String, Sendable {
        /// Not at all.
        case none
        /// The vector's 1-norm stays what it was.
        case l1
        /// The vector is divided by its density.
        case density
    }

    /// What is summed up of each element.
    enum Sum: Sendable {
        /// What all vectors have there.
        case all
        /// What those have whose sign is the elected one.
        case agreeing
        /// What those have that keep it; divided by their weights.
        case kept
    }

    /// What holds for one model's task vector.
    struct Vector: Sendable, Equatable {
        var weight: Double
        var density: Double
        /// The part of the greatest magnitudes that is left out, or how far probabilities differ.
        var extent = 0.0
    }

    var sparsification: Sparsification
    var sum: Sum
    /// Whether magnitudes are ranked over all tensors together.
    var joinsTensors = false
    var vectors: [Vector]
    var normalizes: Bool
    var rescaling: Rescaling
    var lambda = 1.0
    var seed: UInt64 = 0

    /// What leaves elements out of one model's task vector.
    func sparsifier(_ position: Int, _ layer: LayerTraits, _ rowLength: Int) -> any Sparsifier {
        let (vector, count) = (vectors[position], layer.elementCount)
        if vector.density >= 1 { return WholeVector() }
        if vector.density <= 0 { return EmptyVector() }
        let kept = Int(vector.density * Double(count))
        switch sparsification {
        case .magnitude: return MagnitudeBand(keeping: 0..<max(1, kept), of: count)
        case .outliers:
            let bottom = max(0, count - kept - Int(vector.extent * Double(count)))
            return MagnitudeBand(keeping: count - bottom - kept..<count - bottom, of: count)
        case .random:
            return RandomMask(density: vector.density, randomness(position, layer, .drop))
        case .ranked:
            return RankedMask(
                density: vector.density,
                epsilon: vector.extent,
                rowLength: rowLength,
                randomness(position, layer, .rankedDrop)
            )
        }
    }

    private func randomness(
        _ position: Int,
        _ layer: LayerTraits,
        _ purpose: ElementRandomness.Purpose
    ) -> ElementRandomness {
        ElementRandomness(seed: seed, tensor: layer.name, model: position, purpose: purpose)
    }
}

extension [Double] {
    /// The sum, or 1 where it is too small to divide by.
    var divisor: Double {
        let sum = reduce(0, +)
        return sum.magnitude < 1e-8 ? 1 : sum
    }

    /// What the user should know where these weights divide: what they add up to may be small.
    var warningsWhereTheyDivide: [String] {
        guard contains(where: { $0 < 0 }), contains(where: { $0 > 0 }) else { return [] }
        return ["weights of both signs are normalised: their sum may be small or negative"]
    }
}

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
