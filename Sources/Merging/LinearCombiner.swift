public import Tensors

/// Forms weighted sums of tensors, block by block.
///
/// - Numerics: Products, sums, the quotient and the scaling round once each in 64 bits, in the
///   order of the models; the result is rounded once to the output's type, to nearest even.
public struct LinearCombiner: ~Copyable {
    /// The largest number of elements in a block: the running sum stays in the nearest cache.
    public static let blockLength = GramMeasurer.blockLength

    private var sum = AlignedBuffer<Double>(repeating: 0, count: blockLength)
    /// One input's products with the weights of its columns.
    private var product = AlignedBuffer<Double>(repeating: 0, count: blockLength)
    private var length = 0
    private var isEmpty = true

    /// Allocates the memory for a block.
    public init() {}

    /// The memory that a combiner allocates, in bytes.
    public static var byteCount: Int { 2 * blockLength * MemoryLayout<Double>.stride }

    /// Starts a block.
    ///
    /// - Precondition: `length` is at most `blockLength`.
    public mutating func begin(length: Int) {
        self.length = length
        isEmpty = true
    }

    /// Adds multiples of the elements of two models of the same type, in one pass where they are
    /// the first.
    public mutating func add(
        _ first: RawSpan,
        times firstWeight: Double,
        _ second: RawSpan,
        times secondWeight: Double,
        as type: FloatingPointType
    ) {
        guard isEmpty else {
            add(first, as: type, times: firstWeight)
            return add(second, as: type, times: secondWeight)
        }
        isEmpty = false
        var running = sum.mutableSpan(0..<length)
        type.widen(first, times: firstWeight, plus: second, times: secondWeight, into: &running)
    }

    /// Adds a multiple of the elements of a model.
    public mutating func add(_ bytes: RawSpan, as type: FloatingPointType, times weight: Double) {
        let isFirst = isEmpty
        isEmpty = false
        var running = sum.mutableSpan(0..<length)
        guard isFirst else { return type.accumulate(bytes, times: weight, into: &running) }
        type.widen(bytes, into: &running)
        multiply(&running, by: weight)
    }

    /// Adds numbers as they are.
    ///
    /// - Precondition: The block has as many elements, and something was added to it before.
    public mutating func add(_ values: Span<Double>) {
        precondition(!isEmpty, "nothing was added to the block")
        var running = sum.mutableSpan(0..<length)
        for index in running.indices { running[index] += values[index] }
    }

    /// Adds the elements of an input, each times the weight of its column.
    public mutating func add(
        _ bytes: RawSpan,
        as type: FloatingPointType,
        ofInput input: Int,
        times weights: borrowing ColumnWeights,
        from firstColumn: Int = 0
    ) {
        let columns = firstColumn..<firstColumn + length
        let (factors, isFirst) = (weights.ofInput(input, columns), isEmpty)
        var values = product.mutableSpan(0..<length)
        type.widen(bytes, into: &values)
        for index in values.indices { values[index] *= factors[index] }
        isEmpty = false
        Self.add(product, length, to: &sum, replacing: isFirst)
    }

    private static func add(
        _ product: borrowing AlignedBuffer<Double>,
        _ length: Int,
        to sum: inout AlignedBuffer<Double>,
        replacing: Bool
    ) {
        let values = product.span
        var running = sum.mutableSpan(0..<length)
        for index in running.indices {
            running[index] = replacing ? values[index] : running[index] + values[index]
        }
    }

    /// Divides the sum, multiplies the quotient and rounds it to the output's type.
    ///
    /// - Returns: Whether every element is finite.
    public mutating func finish(
        dividingBy divisor: Double,
        times factor: Double,
        into bytes: inout MutableRawSpan,
        as type: FloatingPointType
    ) -> Bool {
        let isEmpty = isEmpty
        var running = sum.mutableSpan(0..<length)
        if isEmpty { clear(&running) }
        multiply(&running, by: divide(&running, by: divisor, times: factor))
        return type.narrow(sum.span.extracting(first: length), into: &bytes)
    }

    /// Divides the sum, multiplies the quotient, adds a multiple of the base and rounds to the
    /// output's type.
    ///
    /// - Returns: Whether every element is finite.
    public mutating func finish(
        dividingBy divisor: Double,
        times factor: Double,
        plus base: RawSpan,
        as baseType: FloatingPointType,
        times weight: Double,
        into bytes: inout MutableRawSpan,
        as type: FloatingPointType
    ) -> Bool {
        let isEmpty = isEmpty
        var running = sum.mutableSpan(0..<length)
        if isEmpty { clear(&running) }
        let factor = divide(&running, by: divisor, times: factor)
        guard type == baseType else {
            multiply(&running, by: factor)
            baseType.accumulate(base, times: weight, into: &running)
            return type.narrow(sum.span.extracting(first: length), into: &bytes)
        }
        return type.narrow(
            sum.span.extracting(first: length),
            times: factor,
            plus: base,
            times: weight,
            into: &bytes
        )
    }
}

/// A sum of nothing is zero, whatever the block before it left.
private func clear(_ values: inout MutableSpan<Double>) {
    for index in values.indices { values[index] = 0 }
}

private func multiply(_ values: inout MutableSpan<Double>, by factor: Double) {
    guard factor != 1 else { return }
    for index in values.indices { values[index] *= factor }
}

/// Divides by a number unless it is a power of two, and returns the factor that is left to apply:
/// dividing by a power of two is exact, so it may join the factor.
private func divide(
    _ values: inout MutableSpan<Double>,
    by divisor: Double,
    times factor: Double
) -> Double {
    if divisor.significand == 1 { return factor / divisor }
    for index in values.indices { values[index] /= divisor }
    return factor
}
