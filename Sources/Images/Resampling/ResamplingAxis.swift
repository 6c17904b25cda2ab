/// The integer weights by which one axis is resampled, for some of its output positions.
///
/// Antialiased interpolation as Pillow computes it for 8-bit channels, by a filter B of radius r:
///
///     scale = n/m,  stretch = max(scale, 1),  centre = (x + 0.5)·scale
///     lo = max(trunc(centre - r·stretch + 0.5), 0),  hi = min(trunc(centre + r·stretch + 0.5), n)
///     w_k = B((lo + k - centre + 0.5) / stretch) / Σ w,  q_k = w_k·2²² rounded half away from zero
///
/// - Numerics: Weights in Double, in Pillow's order of operations; the integers are Pillow's.
struct ResamplingAxis {
    /// The first input position of every output position.
    let starts: [Int]
    /// The number of weights of every output position.
    let counts: [Int]
    /// The weights; those of output position i begin at `i * stride`.
    let weights: [Int32]
    /// The largest number of weights.
    let stride: Int

    /// Computes the weights for `outputs` of the positions that `inputCount` shrinks or grows to.
    ///
    /// - Precondition: `inputCount` and `outputCount` are positive, and `outputs` lie within.
    init(_ filter: ResamplingFilter, inputCount: Int, outputCount: Int, outputs: Range<Int>) {
        precondition(inputCount > 0 && outputCount > 0, "an axis has at least one position")
        precondition(
            outputs.lowerBound >= 0 && outputs.upperBound <= outputCount,
            "positions outside the axis"
        )
        let scale = Double(inputCount) / Double(outputCount)
        let stretch = max(scale, 1)
        let reach = filter.radius * stretch
        stride = Int(reach.rounded(.up)) * 2 + 1
        var (starts, counts, weights): ([Int], [Int], [Int32]) = ([], [], [])
        for output in outputs {
            let centre = (Double(output) + 0.5) * scale
            let low = max(Int(centre - reach + 0.5), 0)
            let high = min(Int(centre + reach + 0.5), inputCount)
            starts.append(low)
            counts.append(high - low)
            let own = Self.weights(filter, centre: centre, stretch: stretch, inputs: low..<high)
            weights += own + repeatElement(0, count: stride - own.count)
        }
        self.starts = starts
        self.counts = counts
        self.weights = weights
    }

    /// The input positions that any output position needs.
    var inputs: Range<Int> {
        guard let first = starts.first, let last = starts.indices.last else { return 0..<0 }
        return first..<starts[last] + counts[last]
    }

    private static func weights(
        _ filter: ResamplingFilter,
        centre: Double,
        stretch: Double,
        inputs: Range<Int>
    ) -> [Int32] {
        let reciprocal = 1 / stretch
        let values = inputs.indices.map { position in
            filter.value((Double(position) - centre + 0.5) * reciprocal)
        }
        let sum = values.reduce(0, +)
        return values.map { value in
            let scaled = value * (1 / sum) * Double(1 << fractionBits)
            return Int32(scaled < 0 ? scaled - 0.5 : scaled + 0.5)
        }
    }
}

/// The binary places behind the point of a weight.
let fractionBits = 22
