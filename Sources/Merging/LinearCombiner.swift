public import Tensors

/// Forms weighted sums of tensors, block by block.
///
/// - Numerics: Products, sums, the quotient and the scaling round once each in 64 bits, in the
///   order of the models; the result is rounded once to the output's type, to nearest even.
public struct LinearCombiner: ~Copyable {
    /// The largest number of elements in a block: the running sum stays in the nearest cache.
    public static let blockLength = GramMeasurer.blockLength

    private var sum = AlignedBuffer<Double>(repeating: 0, count: blockLength)
    private var length = 0
    private var isEmpty = true

    /// Allocates the memory for one block.
    public init() {}

    /// The memory that a combiner allocates, in bytes.
    public static var byteCount: Int { blockLength * MemoryLayout<Double>.stride }

    /// Starts a block.
    ///
    /// - Precondition: `length` is at most `blockLength`.
    public mutating func begin(length: Int) {
        self.length = length
        isEmpty = true
    }

    /// Adds a multiple of some elements; a factor of zero adds nothing.
    public mutating func add(_ bytes: RawSpan, as type: FloatingPointType, times weight: Double) {
        guard weight != 0 else { return }
        let isFirst = isEmpty
        isEmpty = false
        var running = sum.mutableSpan(0..<length)
        guard isFirst else { return type.accumulate(bytes, times: weight, into: &running) }
        type.widen(bytes, into: &running)
        multiply(&running, by: weight)
    }

    /// Divides the sum and multiplies the quotient.
    public mutating func scale(dividingBy divisor: Double, times factor: Double) {
        var running = sum.mutableSpan(0..<length)
        divide(&running, by: divisor)
        multiply(&running, by: factor)
    }

    /// Rounds the sum to the output's type.
    ///
    /// - Returns: Whether every element is finite.
    public mutating func finish(into bytes: inout MutableRawSpan, as type: FloatingPointType)
        -> Bool
    {
        type.narrow(sum.span.extracting(first: length), into: &bytes)
    }
}

private func multiply(_ values: inout MutableSpan<Double>, by factor: Double) {
    guard factor != 1 else { return }
    for index in values.indices { values[index] *= factor }
}

/// A power of two divides as exactly by its reciprocal, which is faster.
private func divide(_ values: inout MutableSpan<Double>, by divisor: Double) {
    if divisor.significand == 1 { return multiply(&values, by: 1 / divisor) }
    for index in values.indices { values[index] /= divisor }
}
