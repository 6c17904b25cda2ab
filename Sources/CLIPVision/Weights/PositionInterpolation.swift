/// The positional embedding of another image size, as open_clip's `resize_pos_embed` makes it.
///
/// The patches' rows are an image of `grid` by `grid` positions, resized as PyTorch's antialiased
/// bicubic interpolation does it; the class token's row stays as it is.
///
/// - Parameters:
///   - stored: One row for the class token, and a square of rows for the patches.
///   - width: The length of a row.
///   - grid: The side of the new square.
/// - Returns: `1 + grid · grid` rows.
/// - Complexity: O(width · grid · (grid + stored grid)) for filters of a few weights.
/// - Numerics: In Double, rounded once; PyTorch computes in Float.
func resizedEmbedding(_ stored: [Float], width: Int, grid: Int) -> [Float] {
    let old = Int(Double(stored.count / width - 1).squareRoot().rounded())
    let axis = (0..<grid).map { PositionWeights(of: $0, among: grid, from: old) }
    // Rows of old grid lines, shortened to the new number of columns.
    var narrowed = [Double](repeating: 0, count: old * grid * width)
    for line in 0..<old {
        for (column, weights) in axis.enumerated() {
            let target = (line * grid + column) * width
            for (place, weight) in weights.places {
                let source = (1 + line * old + place) * width
                for index in 0..<width {
                    narrowed[target + index] += weight * Double(stored[source + index])
                }
            }
        }
    }
    var result = Array(stored[..<width])
    result.reserveCapacity((1 + grid * grid) * width)
    for weights in axis {
        for index in 0..<grid * width {
            let sum = weights.places.reduce(0) { sum, part in
                sum + part.weight * narrowed[part.place * grid * width + index]
            }
            result.append(Float(sum))
        }
    }
    return result
}

/// The weights of the old positions of an axis in a new one: Keys's cubic with a = -0.5, widened
/// where the axis shrinks.
private struct PositionWeights {
    let places: [(place: Int, weight: Double)]

    init(of position: Int, among count: Int, from old: Int) {
        let scale = Double(old) / Double(count)
        let stretch = max(scale, 1)
        let centre = (Double(position) + 0.5) * scale
        let low = max(Int(centre - 2 * stretch + 0.5), 0)
        let high = min(Int(centre + 2 * stretch + 0.5), old)
        let weights = (low..<high).map { Self.cubic((Double($0) - centre + 0.5) / stretch) }
        let sum = weights.reduce(0, +)
        places = zip(low..<high, weights).map { ($0, $1 / sum) }
    }

    private static func cubic(_ position: Double) -> Double {
        let t = abs(position)
        if t < 1 { return (1.5 * t - 2.5) * t * t + 1 }
        if t < 2 { return (((t - 5) * t + 8) * t - 4) * -0.5 }
        return 0
    }
}
