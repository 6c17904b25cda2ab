extension FloatingPointType {
    /// Rounds 64-bit values to this type and stores them.
    ///
    /// - Parameters:
    ///   - source: The values.
    ///   - bytes: Receives the numbers, aligned to their width.
    /// - Returns: Whether every stored number is finite.
    /// - Precondition: `bytes` has room for exactly the numbers in `source`.
    /// - Complexity: O(n) time, no allocation.
    /// - Numerics: One rounding to nearest even, straight from 64 bits; beyond the largest finite
    ///   number lies infinity; NaN stays NaN; subnormal results are kept.
    public func narrow(_ source: Span<Double>, into bytes: inout MutableRawSpan) -> Bool {
        let done = narrowByKernels(source, into: &bytes)
        let rest: Bool =
            switch self {
            case .f16: narrowLoop(source, from: done.count, &bytes, StoredHalf.init(rounding:))
            case .bf16: narrowLoop(source, from: done.count, &bytes, StoredBrain16.init(rounding:))
            case .f32: narrowLoop(source, from: done.count, &bytes, Float.init(rounding:))
            case .f64: narrowLoop(source, from: done.count, &bytes, Double.init(rounding:))
            }
        return done.allFinite && rest
    }

    private func narrowByKernels(
        _ source: Span<Double>,
        into bytes: inout MutableRawSpan
    ) -> (count: Int, allFinite: Bool) {
        guard let kernels else { return (0, true) }
        var destination = bytes.elements(as: UInt16.self)
        return kernels.narrow(source, into: &destination)
    }

    /// Scales 64-bit values, adds a multiple of stored numbers, rounds and stores the results:
    /// `round(factor * s + weight * w)`.
    ///
    /// - Parameters:
    ///   - source: The values `s`.
    ///   - factor: Their factor.
    ///   - base: The numbers `w` of this type, aligned to their width.
    ///   - weight: Their factor.
    ///   - bytes: Receives the numbers, aligned to their width.
    /// - Returns: Whether every stored number is finite.
    /// - Precondition: All three hold the same number of elements.
    /// - Complexity: O(n) time, no allocation.
    /// - Numerics: Each product and the sum round once in 64 bits, never fused; the result is
    ///   rounded as by `narrow(_:into:)`.
    public func narrow(
        _ source: Span<Double>,
        times factor: Double,
        plus base: RawSpan,
        times weight: Double,
        into bytes: inout MutableRawSpan
    ) -> Bool {
        let done = blendByKernels(source, factor, base, weight, into: &bytes)
        let rest: Bool =
            switch self {
            case .f16: blendLoop(StoredHalf.self, source, factor, base, weight, done.count, &bytes)
            case .bf16:
                blendLoop(StoredBrain16.self, source, factor, base, weight, done.count, &bytes)
            case .f32: blendLoop(Float.self, source, factor, base, weight, done.count, &bytes)
            case .f64: blendLoop(Double.self, source, factor, base, weight, done.count, &bytes)
            }
        return done.allFinite && rest
    }

    private func blendByKernels(
        _ source: Span<Double>,
        _ factor: Double,
        _ base: RawSpan,
        _ weight: Double,
        into bytes: inout MutableRawSpan
    ) -> (count: Int, allFinite: Bool) {
        guard let kernels else { return (0, true) }
        var destination = bytes.elements(as: UInt16.self)
        return kernels.blend(source, times: factor, plus: base, times: weight, into: &destination)
    }

    /// Rounds 32-bit values to this type and stores them.
    ///
    /// - Parameters:
    ///   - source: The values.
    ///   - bytes: Receives the numbers, aligned to their width.
    /// - Returns: Whether every stored number is finite.
    /// - Precondition: `bytes` has room for exactly the numbers in `source`.
    /// - Complexity: O(n) time, no allocation.
    /// - Numerics: As for 64-bit values.
    public func narrow(_ source: Span<Float>, into bytes: inout MutableRawSpan) -> Bool {
        switch self {
        case .f16: narrowLoop(source, from: 0, &bytes, StoredHalf.init(rounding:))
        case .bf16: narrowLoop(source, from: 0, &bytes, StoredBrain16.init(rounding:))
        case .f32: narrowLoop(source, from: 0, &bytes, Float.init(rounding:))
        case .f64: narrowLoop(source, from: 0, &bytes, Double.init(rounding:))
        }
    }

    /// Rounds 64-bit values to this type in place.
    ///
    /// - Parameter values: The values; each becomes the nearest number of this type.
    /// - Complexity: O(n) time, no allocation.
    /// - Numerics: As for `narrow(_:into:)`, then exact widening.
    public func round(_ values: inout MutableSpan<Double>) {
        switch self {
        case .f16: roundLoop(&values, to: StoredHalf.self)
        case .bf16: roundLoop(&values, to: StoredBrain16.self)
        case .f32: roundLoop(&values, to: Float.self)
        case .f64: break
        }
    }
}

@inline(__always)
private func narrowLoop<Wide, Stored: StoredNumber>(
    _ source: Span<Wide>,
    from start: Int,
    _ bytes: inout MutableRawSpan,
    _ round: (Wide) -> Stored
) -> Bool {
    var destination = bytes.elements(as: Stored.self)
    precondition(source.count == destination.count, "source and destination differ in length")
    var flags: Stored.Flag = 0
    for index in start..<source.count {
        let stored = round(source[index])
        destination[index] = stored
        flags |= stored.nonFiniteFlag
    }
    return flags.leadingZeroBitCount > 0
}

private func blendLoop<Stored: StoredNumber>(
    _: Stored.Type,
    _ source: Span<Double>,
    _ factor: Double,
    _ base: RawSpan,
    _ weight: Double,
    _ start: Int,
    _ bytes: inout MutableRawSpan
) -> Bool {
    let base = Span<Stored>(_bytes: base)
    var destination = bytes.elements(as: Stored.self)
    precondition(source.count == destination.count, "source and destination differ in length")
    precondition(base.count == destination.count, "base and destination differ in length")
    var flags: Stored.Flag = 0
    for index in start..<source.count {
        let stored = Stored(rounding: factor * source[index] + weight * base[index].double)
        destination[index] = stored
        flags |= stored.nonFiniteFlag
    }
    return flags.leadingZeroBitCount > 0
}

private func roundLoop(_ values: inout MutableSpan<Double>, to: (some StoredNumber).Type) {
    for index in values.indices { values[index] = to.init(rounding: values[index]).double }
}
