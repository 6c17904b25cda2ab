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
