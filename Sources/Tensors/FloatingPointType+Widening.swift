extension FloatingPointType {
    /// Widens stored numbers to 64 bits.
    ///
    /// - Parameters:
    ///   - bytes: Numbers of this type in the machine's byte order, aligned to their width.
    ///   - destination: Receives one value per number.
    /// - Precondition: `bytes` holds as many numbers as `destination`.
    /// - Complexity: O(n) time, no allocation.
    /// - Numerics: Exact for every input; NaN stays NaN.
    public func widen(_ bytes: RawSpan, into destination: inout MutableSpan<Double>) {
        if let kernels { return kernels.widen(bytes, into: &destination) }
        switch self {
        case .f16: widenLoop(Span<StoredHalf>(_bytes: bytes), into: &destination)
        case .bf16: widenLoop(Span<StoredBrain16>(_bytes: bytes), into: &destination)
        case .f32: widenLoop(Span<Float>(_bytes: bytes), into: &destination)
        case .f64: widenLoop(Span<Double>(_bytes: bytes), into: &destination)
        }
    }

    /// Widens stored numbers and subtracts a base: the task vector `d = w - w0`.
    ///
    /// - Parameters:
    ///   - bytes: The numbers `w` of this type, aligned to their width.
    ///   - base: The numbers `w0`.
    ///   - baseType: Their type.
    ///   - destination: Receives `d`.
    /// - Precondition: All three hold the same number of elements.
    /// - Complexity: O(n) time, no allocation.
    /// - Numerics: One rounding to nearest even per element in 64 bits; exact for inputs of 32
    ///   bits or fewer whose exponents differ by less than 29.
    public func widen(
        _ bytes: RawSpan,
        minus base: RawSpan,
        as baseType: FloatingPointType,
        into destination: inout MutableSpan<Double>
    ) {
        guard self == baseType else {
            widen(bytes, into: &destination)
            return baseType.accumulate(base, times: -1, into: &destination)
        }
        if let kernels { return kernels.subtract(base, from: bytes, into: &destination) }
        switch self {
        case .f16: differenceLoop(StoredHalf.self, bytes, base, into: &destination)
        case .bf16: differenceLoop(StoredBrain16.self, bytes, base, into: &destination)
        case .f32: differenceLoop(Float.self, bytes, base, into: &destination)
        case .f64: differenceLoop(Double.self, bytes, base, into: &destination)
        }
    }

    /// Widens two runs of stored numbers and adds multiples of them: `sum = a * x + b * y`.
    ///
    /// - Parameters:
    ///   - first: The numbers `x` of this type, aligned to their width.
    ///   - a: Their factor.
    ///   - second: The numbers `y` of this type.
    ///   - b: Their factor.
    ///   - sum: Receives the sums; what it held before is lost.
    /// - Precondition: All three hold the same number of elements.
    /// - Complexity: O(n) time, no allocation.
    /// - Numerics: Each product and the sum round once in 64 bits, never fused.
    public func widen(
        _ first: RawSpan,
        times a: Double,
        plus second: RawSpan,
        times b: Double,
        into sum: inout MutableSpan<Double>
    ) {
        if let kernels {
            return kernels.sum(first, times: a, plus: second, times: b, into: &sum)
        }
        switch self {
        case .f16: sumLoop(StoredHalf.self, first, a, second, b, into: &sum)
        case .bf16: sumLoop(StoredBrain16.self, first, a, second, b, into: &sum)
        case .f32: sumLoop(Float.self, first, a, second, b, into: &sum)
        case .f64: sumLoop(Double.self, first, a, second, b, into: &sum)
        }
    }

    /// Widens stored numbers and adds a multiple of them: `sum += weight * w`.
    ///
    /// - Parameters:
    ///   - bytes: The numbers `w` of this type, aligned to their width.
    ///   - weight: The factor.
    ///   - sum: The running sum.
    /// - Precondition: `bytes` holds as many numbers as `sum`.
    /// - Complexity: O(n) time, no allocation.
    /// - Numerics: One rounding of the product and one of the sum, both in 64 bits; the product is
    ///   never fused with the sum, so that every processor gives the same bits.
    public func accumulate(
        _ bytes: RawSpan,
        times weight: Double,
        into sum: inout MutableSpan<Double>
    ) {
        if let kernels { return kernels.accumulate(bytes, times: weight, into: &sum) }
        switch self {
        case .f16: accumulateLoop(Span<StoredHalf>(_bytes: bytes), weight, into: &sum)
        case .bf16: accumulateLoop(Span<StoredBrain16>(_bytes: bytes), weight, into: &sum)
        case .f32: accumulateLoop(Span<Float>(_bytes: bytes), weight, into: &sum)
        case .f64: accumulateLoop(Span<Double>(_bytes: bytes), weight, into: &sum)
        }
    }

    /// Converts stored numbers to 32 bits.
    ///
    /// - Parameters:
    ///   - bytes: Numbers of this type, aligned to their width.
    ///   - destination: Receives one value per number.
    /// - Precondition: `bytes` holds as many numbers as `destination`.
    /// - Complexity: O(n) time, no allocation.
    /// - Numerics: Exact from 16 and 32 bits; from 64 bits rounded to nearest even.
    public func convert(_ bytes: RawSpan, into destination: inout MutableSpan<Float>) {
        switch self {
        case .f16: singleLoop(Span<StoredHalf>(_bytes: bytes), into: &destination)
        case .bf16: singleLoop(Span<StoredBrain16>(_bytes: bytes), into: &destination)
        case .f32: singleLoop(Span<Float>(_bytes: bytes), into: &destination)
        case .f64: singleLoop(Span<Double>(_bytes: bytes), into: &destination)
        }
    }

    /// The position of the first number that is infinite or NaN.
    ///
    /// - Parameter bytes: Numbers of this type, aligned to their width.
    /// - Returns: Nil when all are finite.
    /// - Complexity: O(n) time, no allocation.
    public func indexOfFirstNonFinite(in bytes: RawSpan) -> Int? {
        switch self {
        case .f16: firstNonFinite(Span<StoredHalf>(_bytes: bytes))
        case .bf16: firstNonFinite(Span<StoredBrain16>(_bytes: bytes))
        case .f32: firstNonFinite(Span<Float>(_bytes: bytes))
        case .f64: firstNonFinite(Span<Double>(_bytes: bytes))
        }
    }
}

extension FloatingPointType {
    /// The loops in C for this type, where the processor has them.
    var kernels: NarrowKernels? { NarrowKernels.of(self) }
}

// One precondition before each loop lets the compiler drop the bounds checks inside.

private func widenLoop(
    _ source: Span<some StoredNumber>,
    into destination: inout MutableSpan<Double>
) {
    precondition(source.count == destination.count, "source and destination differ in length")
    for index in source.indices { destination[index] = source[index].double }
}

private func differenceLoop<Stored: StoredNumber>(
    _: Stored.Type,
    _ bytes: RawSpan,
    _ base: RawSpan,
    into destination: inout MutableSpan<Double>
) {
    let (source, base) = (Span<Stored>(_bytes: bytes), Span<Stored>(_bytes: base))
    precondition(source.count == destination.count, "source and destination differ in length")
    precondition(base.count == destination.count, "base and destination differ in length")
    for index in source.indices { destination[index] = source[index].double - base[index].double }
}

private func sumLoop<Stored: StoredNumber>(
    _: Stored.Type,
    _ first: RawSpan,
    _ a: Double,
    _ second: RawSpan,
    _ b: Double,
    into sum: inout MutableSpan<Double>
) {
    let (x, y) = (Span<Stored>(_bytes: first), Span<Stored>(_bytes: second))
    precondition(x.count == sum.count && y.count == sum.count, "the runs differ in length")
    for index in sum.indices { sum[index] = a * x[index].double + b * y[index].double }
}

private func accumulateLoop(
    _ source: Span<some StoredNumber>,
    _ weight: Double,
    into sum: inout MutableSpan<Double>
) {
    precondition(source.count == sum.count, "source and sum differ in length")
    for index in source.indices { sum[index] += weight * source[index].double }
}

private func singleLoop(
    _ source: Span<some StoredNumber>,
    into destination: inout MutableSpan<Float>
) {
    precondition(source.count == destination.count, "source and destination differ in length")
    for index in source.indices { destination[index] = source[index].single }
}

private func firstNonFinite(_ source: Span<some StoredNumber>) -> Int? {
    source.indices.first { !source[$0].isFinite }
}
