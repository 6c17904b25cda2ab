/// The k elements of greatest magnitude, k = max(1, int(density n)).
func referenceMagnitude(_ vector: [Double], density: Double) -> [Double] {
    let k = max(1, Int(density * Double(vector.count)))
    return keeping(orderByMagnitude(vector)[0..<k], of: vector)
}

/// Ranks [n - bot - keep, n - bot): without the smallest and without outliers.
func referenceMagnitudeOutliers(_ vector: [Double], density: Double, gamma: Double) -> [Double] {
    let n = vector.count
    let keep = Int(density * Double(n))
    let top = Int(gamma * Double(n))
    let bot = max(0, n - keep - top)
    return keeping(orderByMagnitude(vector)[(n - bot - keep)..<(n - bot)], of: vector)
}

/// Every element with u < density.
func referenceRandom(
    _ vector: [Double],
    density: Double,
    seed: UInt64,
    tensor: String,
    model: Int
) -> [Double] {
    vector.indices.map { element in
        let u = randomNumber(
            seed: seed,
            tensor: tensor,
            model: model,
            purpose: 0,
            element: element
        )
        return u < density ? vector[element] : 0
    }
}

/// Every element with u < p, where p grows with the rank within its row.
func referenceRankedRandom(
    _ vector: [Double],
    rowLength: Int,
    density: Double,
    epsilon: Double,
    seed: UInt64,
    tensor: String,
    model: Int
) -> [Double] {
    var kept = [Double](repeating: 0, count: vector.count)
    var start = 0
    while start < vector.count {
        let row = Array(vector[start..<start + rowLength])
        let ascending = Array(orderByMagnitude(row).reversed())
        for r in 1...rowLength {
            let element = start + ascending[r - 1]
            let rn = rowLength == 1 ? 0.5 : Double(r - 1) / Double(rowLength - 1)
            let p = density - epsilon + 2 * epsilon * rn
            let u = randomNumber(
                seed: seed,
                tensor: tensor,
                model: model,
                purpose: 1,
                element: element
            )
            if u < p { kept[element] = vector[element] }
        }
        start += rowLength
    }
    return kept
}

/// The positions of some values by magnitude, the greatest first, and by position where they are
/// equal; magnitudes are compared in 32 bits.
func orderByMagnitude(_ values: [Double]) -> [Int] {
    let magnitudes = values.map { Float(abs($0)) }
    return values.indices.sorted { left, right in
        if magnitudes[left] != magnitudes[right] { return magnitudes[left] > magnitudes[right] }
        return left < right
    }
}

/// The values at some positions, zeros elsewhere.
func keeping(_ positions: ArraySlice<Int>, of values: [Double]) -> [Double] {
    var kept = [Double](repeating: 0, count: values.count)
    for position in positions {
        kept[position] = values[position]
    }
    return kept
}
