internal import Randomness
internal import Tensors

/// Keeps elements with a probability that grows with their rank in magnitude within a row (DELLA):
/// `p = density - epsilon + 2 epsilon (r - 1) / (n - 1)`, rank r = 1 the least.
///
/// A row of one element has the probability `density`.
struct RankedMask: Sparsifier {
    private let density: Double
    private let epsilon: Double
    private let rowLength: Int
    private let randomness: ElementRandomness

    /// - Parameters:
    ///   - density: The mean probability.
    ///   - epsilon: How far the probabilities of the least and the greatest lie from it.
    ///   - rowLength: The number of elements that are ranked together.
    ///   - randomness: The vector's random numbers.
    init(density: Double, epsilon: Double, rowLength: Int, _ randomness: ElementRandomness) {
        self.density = density
        self.epsilon = epsilon
        self.rowLength = rowLength
        self.randomness = randomness
    }

    func sparsify(
        _ vector: inout MutableSpan<Double>,
        from start: Int,
        _ scratch: inout ElementScratch,
        _ equal: inout [Int]
    ) {
        for first in stride(from: 0, to: vector.count, by: rowLength) {
            rank(vector.span.extracting(first..<first + rowLength), &scratch)
            var numbers = scratch.words.mutableSpan(0..<rowLength)
            randomness.fill(&numbers, from: start + first)
            drop(&vector, from: first, scratch.words.span, scratch.ranking)
        }
    }

    /// Goes through a row by rank.
    private func drop(
        _ vector: inout MutableSpan<Double>,
        from first: Int,
        _ numbers: Span<UInt32>,
        _ ranking: borrowing RowRanking
    ) {
        for rank in 0..<rowLength {
            let element = ranking.position(ofRank: rank)
            let stays = Double(numbers[element]) * 0x1p-24 < probability(rank)
            vector[first + element] = vector[first + element].orZero(unless: stays)
        }
    }

    private func rank(_ row: Span<Double>, _ scratch: inout ElementScratch) {
        OrderedKey.fill(&scratch.words, withMagnitudesOf: row)
        scratch.rankWords(rowLength)
    }

    @inline(__always)
    private func probability(_ rank: Int) -> Double {
        let position = rowLength == 1 ? 0.5 : Double(rank) / Double(rowLength - 1)
        return density - epsilon + 2 * epsilon * position
    }
}
