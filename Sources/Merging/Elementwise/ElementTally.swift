/// What the elements of one segment contribute to a pass over a layer.
public struct ElementTally: Sendable {
    /// How many elements were found to be something, by whatever the procedure counts.
    public internal(set) var counts: [UInt32]
    /// Sums over elements; those of segments are added in the order of the segments.
    public internal(set) var sums: [Double]

    init(countLength: Int = 0, sumLength: Int = 0) {
        counts = Array(repeating: 0, count: countLength)
        sums = Array(repeating: 0, count: sumLength)
    }
}
