internal import Checkpoints
internal import Tensors

/// What an adapter does to some rows of a tensor.
enum AdapterUpdate: Sendable {
    /// Adds `scale · left right`, an m×r and an r×n matrix, row by row.
    case product(left: [Double], right: [Double], rank: Int, scale: Double)
    /// Adds a number to each element.
    case sum([Double])
    /// Takes other elements.
    case replacement([Double])
}

/// A base's tensor with an adapter's updates, computed row by row.
struct AdaptedTensor: ComputedTensor {
    /// The base, or what an adapter before this one made of it.
    let base: Checkpoint
    let record: TensorRecord
    let type: FloatingPointType
    /// The number of elements of a row: the product of all dimensions but the first.
    let rowLength: Int
    /// The updates, and the rows to which each belongs.
    var updates: [(rows: Range<Int>, update: AdapterUpdate)] = []

    /// - Numerics: The base's elements are exact; a product is summed over r in order, in 64 bits, and
    ///   each sum rounds once: the error of a product is at most about `r · 2^-53` of the sum of its terms'
    ///   magnitudes.
    func read(
        from element: Int,
        into destination: inout MutableRawSpan
    ) throws(CheckpointError) {
        let count = destination.byteCount / 8
        var stored = AlignedBuffer<UInt8>(repeating: 0, count: count * type.byteWidth)
        var bytes = stored.mutableBytes(0..<count * type.byteWidth)
        try base.read(record, at: element * type.byteWidth, into: &bytes)
        var buffer = AlignedBuffer<Double>(repeating: 0, count: count)
        var values = buffer.mutableSpan
        type.widen(stored.bytes(0..<count * type.byteWidth), into: &values)
        for (rows, update) in updates { apply(update, rows, from: element, to: &values) }
        _ = FloatingPointType.f64.narrow(buffer.span, into: &destination)
    }

    private func apply(
        _ update: AdapterUpdate,
        _ rows: Range<Int>,
        from element: Int,
        to values: inout MutableSpan<Double>
    ) {
        let first = max(element, rows.lowerBound * rowLength)
        let last = min(element + values.count, rows.upperBound * rowLength)
        var place = first
        while place < last {
            let row = place / rowLength
            let end = min((row + 1) * rowLength, last)
            let (own, start) = (row - rows.lowerBound, place - row * rowLength)
            switch update {
            case .product(let left, let right, let rank, let scale):
                for offset in 0..<end - place {
                    var sum = 0.0
                    for k in 0..<rank {
                        sum += left[own * rank + k] * right[k * rowLength + start + offset]
                    }
                    values[place - element + offset] += scale * sum
                }
            case .sum(let terms):
                for offset in 0..<end - place {
                    values[place - element + offset] += terms[own * rowLength + start + offset]
                }
            case .replacement(let elements):
                for offset in 0..<end - place {
                    values[place - element + offset] = elements[own * rowLength + start + offset]
                }
            }
            place = end
        }
    }
}
