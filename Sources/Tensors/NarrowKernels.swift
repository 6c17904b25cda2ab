internal import CNarrowKernels

/// The loops in C over numbers of one 16-bit type, for processors that have the instructions.
///
/// They give the same bits as the loops in Swift, which serve all other processors.
@safe
struct NarrowKernels: Sendable {
    private typealias Numbers = UnsafePointer<UInt16>?
    private typealias Values = UnsafePointer<Double>?
    private typealias Results = UnsafeMutablePointer<Double>?
    private typealias Stored = UnsafeMutablePointer<UInt16>?

    private let widenLoop: @convention(c) (Numbers, Results, Int) -> Void
    private let subtractLoop: @convention(c) (Numbers, Numbers, Results, Int) -> Void
    private let sumLoop: @convention(c) (Numbers, Double, Numbers, Double, Results, Int) -> Void
    private let accumulateLoop: @convention(c) (Numbers, Double, Results, Int) -> Void
    private let narrowLoop: @convention(c) (Values, Stored, Int) -> Bool
    private let blendLoop: @convention(c) (Values, Double, Numbers, Double, Stored, Int) -> Bool

    /// The loops for a type, or nil where Swift's have to serve.
    static func of(_ type: FloatingPointType) -> NarrowKernels? {
        guard areSupported else { return nil }
        return switch type {
        case .f16: half
        case .bf16: brain16
        case .f32, .f64: nil
        }
    }

    private static let areSupported = stockpot_has_narrow_kernels()

    private static let half = unsafe NarrowKernels(
        widenLoop: stockpot_half_widen,
        subtractLoop: stockpot_half_subtract,
        sumLoop: stockpot_half_sum,
        accumulateLoop: stockpot_half_accumulate,
        narrowLoop: stockpot_half_narrow,
        blendLoop: stockpot_half_blend
    )

    private static let brain16 = unsafe NarrowKernels(
        widenLoop: stockpot_brain16_widen,
        subtractLoop: stockpot_brain16_subtract,
        sumLoop: stockpot_brain16_sum,
        accumulateLoop: stockpot_brain16_accumulate,
        narrowLoop: stockpot_brain16_narrow,
        blendLoop: stockpot_brain16_blend
    )
}

extension NarrowKernels {
    func widen(_ bytes: RawSpan, into destination: inout MutableSpan<Double>) {
        let count = Self.count(destination.count, bytes)
        unsafe bytes.withUnsafeBytes { x in
            unsafe destination.withUnsafeMutableBufferPointer { out in
                unsafe widenLoop(Self.numbers(x), out.baseAddress, count)
            }
        }
    }

    func subtract(
        _ base: RawSpan,
        from bytes: RawSpan,
        into destination: inout MutableSpan<Double>
    ) {
        let count = Self.count(destination.count, bytes, base)
        unsafe bytes.withUnsafeBytes { x in
            unsafe base.withUnsafeBytes { base in
                unsafe destination.withUnsafeMutableBufferPointer { out in
                    unsafe subtractLoop(
                        Self.numbers(x),
                        Self.numbers(base),
                        out.baseAddress,
                        count
                    )
                }
            }
        }
    }

    func sum(
        _ first: RawSpan,
        times a: Double,
        plus second: RawSpan,
        times b: Double,
        into destination: inout MutableSpan<Double>
    ) {
        let count = Self.count(destination.count, first, second)
        unsafe first.withUnsafeBytes { x in
            unsafe second.withUnsafeBytes { y in
                unsafe destination.withUnsafeMutableBufferPointer { out in
                    unsafe sumLoop(
                        Self.numbers(x),
                        a,
                        Self.numbers(y),
                        b,
                        out.baseAddress,
                        count
                    )
                }
            }
        }
    }

    func accumulate(_ bytes: RawSpan, times weight: Double, into sum: inout MutableSpan<Double>) {
        let count = Self.count(sum.count, bytes)
        unsafe bytes.withUnsafeBytes { x in
            unsafe sum.withUnsafeMutableBufferPointer { sum in
                unsafe accumulateLoop(Self.numbers(x), weight, sum.baseAddress, count)
            }
        }
    }

    /// Narrows whole groups of eight; returns how many numbers that were, and whether all are
    /// finite.
    func narrow(
        _ source: Span<Double>,
        into destination: inout MutableSpan<UInt16>
    ) -> (count: Int, allFinite: Bool) {
        precondition(source.count == destination.count, "the runs differ in length")
        let count = source.count & ~7
        let allFinite = unsafe source.withUnsafeBufferPointer { x in
            unsafe destination.withUnsafeMutableBufferPointer { out in
                unsafe narrowLoop(x.baseAddress, out.baseAddress, count)
            }
        }
        return (count, allFinite)
    }

    /// Blends whole groups of eight; returns how many numbers that were, and whether all are
    /// finite.
    func blend(
        _ source: Span<Double>,
        times factor: Double,
        plus base: RawSpan,
        times weight: Double,
        into destination: inout MutableSpan<UInt16>
    ) -> (count: Int, allFinite: Bool) {
        precondition(source.count == destination.count, "the runs differ in length")
        let count = Self.count(source.count, base) & ~7
        let allFinite = unsafe source.withUnsafeBufferPointer { x in
            unsafe base.withUnsafeBytes { base in
                unsafe destination.withUnsafeMutableBufferPointer { out in
                    unsafe blendLoop(
                        x.baseAddress,
                        factor,
                        Self.numbers(base),
                        weight,
                        out.baseAddress,
                        count
                    )
                }
            }
        }
        return (count, allFinite)
    }

    /// The common number of elements.
    private static func count(_ count: Int, _ first: RawSpan) -> Int {
        precondition(first.byteCount == 2 * count, "the runs differ in length")
        return count
    }

    private static func count(_ count: Int, _ first: RawSpan, _ second: RawSpan) -> Int {
        precondition(second.byteCount == 2 * count, "the runs differ in length")
        return Self.count(count, first)
    }

    private static func numbers(_ bytes: UnsafeRawBufferPointer) -> Numbers {
        unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt16.self)
    }
}
