/// LayerNorm over the last axis: `y = (x - mean) / sqrt(variance + epsilon) * gain + shift`.
///
/// The variance is the population's. Means and variances are summed in 64 bits, two passes per
/// row, in a fixed order; only the result is rounded to 32 bits.
struct LayerNormalisation: Sendable {
    let gain: [Vector]
    let shift: [Vector]
    let epsilon: Double

    /// Normalises all rows, and adds `increment` to the rows that were normalised.
    ///
    /// The increment is the bias of the product that will be added to these rows next: adding it
    /// here saves a pass over memory.
    func apply(to rows: inout Matrix, adding increment: [Vector], into result: inout Matrix) {
        for index in 0..<rows.rowCount {
            var source = rows.mutableRow(index)
            var target = result.mutableRow(index)
            normalise(source.span, into: &target)
            Self.add(increment.span, to: &source)
        }
    }

    /// Normalises all rows.
    func apply(to rows: borrowing Matrix, into result: inout Matrix) {
        for index in 0..<rows.rowCount {
            var target = result.mutableRow(index)
            normalise(rows.row(index), into: &target)
        }
    }

    private func normalise(_ row: Span<Vector>, into target: inout MutableSpan<Vector>) {
        let (gain, shift) = (gain.span, shift.span)
        let count = row.count
        precondition(gain.count == count && shift.count == count && target.count == count)
        let (mean, deviation) = moments(of: row)
        let (centre, scale) = (
            Vector(repeating: Float(mean)), Vector(repeating: Float(1 / deviation))
        )
        for index in 0..<count {
            target[index] = (row[index] - centre) * scale * gain[index] + shift[index]
        }
    }

    /// The mean, and the root of the variance plus epsilon.
    private func moments(of row: Span<Vector>) -> (mean: Double, deviation: Double) {
        let elements = Double(row.count * Vector.scalarCount)
        var sum = SIMD8<Double>.zero
        for index in row.indices { sum += SIMD8<Double>(row[index]) }
        let mean = sum.sum() / elements
        let centre = SIMD8<Double>(repeating: mean)
        var squares = SIMD8<Double>.zero
        for index in row.indices {
            let difference = SIMD8<Double>(row[index]) - centre
            squares += difference * difference
        }
        return (mean, (squares.sum() / elements + epsilon).squareRoot())
    }

    private static func add(_ increment: Span<Vector>, to row: inout MutableSpan<Vector>) {
        precondition(increment.count == row.count, "a row has another length")
        for index in increment.indices { row[index] += increment[index] }
    }
}
