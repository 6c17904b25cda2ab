import Testing

@testable import Tensors

private let areSupported = NarrowKernels.of(.f16) != nil

@Suite("Loops in C against their Swift twins", .enabled(if: areSupported, "no AVX2 and F16C"))
struct NarrowKernelTests {
    private let patterns = (0...UInt16.max).map { $0 }

    @Test("every pattern widens the same", arguments: [FloatingPointType.f16, .bf16])
    func widen(type: FloatingPointType) throws {
        let kernels = try #require(NarrowKernels.of(type))
        var found = [Double](repeating: 0, count: patterns.count)
        var destination = found.mutableSpan
        unsafe kernels.widen(patterns.span.bytes, into: &destination)
        for pattern in patterns {
            let expected = twin(pattern, type)
            let value = found[Int(pattern)]
            #expect(value.bitPattern == expected.bitPattern || value.isNaN && expected.isNaN)
        }
    }

    @Test("sums and differences are the same", arguments: [FloatingPointType.f16, .bf16])
    func sums(type: FloatingPointType) throws {
        let kernels = try #require(NarrowKernels.of(type))
        let finite = patterns.filter { twin($0, type).isFinite }
        let others = Array(finite.reversed())
        var found = [Double](repeating: 0.5, count: finite.count)
        var destination = found.mutableSpan
        unsafe kernels.subtract(others.span.bytes, from: finite.span.bytes, into: &destination)
        #expect(found == zip(finite, others).map { twin($0, type) - twin($1, type) })
        destination = found.mutableSpan
        unsafe kernels.sum(
            finite.span.bytes,
            times: 0.3,
            plus: others.span.bytes,
            times: 0.7,
            into: &destination
        )
        #expect(found == zip(finite, others).map { 0.3 * twin($0, type) + 0.7 * twin($1, type) })
        let before = found
        destination = found.mutableSpan
        unsafe kernels.accumulate(finite.span.bytes, times: 0.1, into: &destination)
        #expect(found == zip(finite, before).map { $1 + 0.1 * twin($0, type) })
    }

    /// Numbers of the type, midpoints, their neighbours, and what lies beyond its range.
    @Test("every midpoint rounds the same", arguments: [FloatingPointType.f16, .bf16])
    func narrow(type: FloatingPointType) throws {
        let kernels = try #require(NarrowKernels.of(type))
        let values = patterns.dropLast().flatMap { pattern -> [Double] in
            let value = twin(pattern, type)
            let middle = (value + twin(pattern + 1, type)) / 2
            return [value, middle, middle.nextUp, middle.nextDown, value * 1e300, value / 1e300]
        }
        var found = [UInt16](repeating: 0, count: values.count)
        var destination = found.mutableSpan
        let done = kernels.narrow(values.span, into: &destination)
        #expect(done.count == values.count & ~7 && !done.allFinite)
        for (value, pattern) in zip(values, found).prefix(done.count) {
            let expected = twin(rounding: value, type)
            #expect(pattern == expected || value.isNaN && twin(pattern, type).isNaN, "\(value)")
        }
    }

    @Test("blends are the same, whole groups of eight", arguments: [FloatingPointType.f16, .bf16])
    func blend(type: FloatingPointType) throws {
        let kernels = try #require(NarrowKernels.of(type))
        let base = (0..<1001).map { UInt16($0 * 29) }
        let sums = (0..<1001).map { 0.01 * Double($0) - 5 }
        var found = [UInt16](repeating: 7, count: 1001)
        var destination = found.mutableSpan
        let done = unsafe kernels.blend(
            sums.span,
            times: 0.3,
            plus: base.span.bytes,
            times: 0.7,
            into: &destination
        )
        #expect(done.count == 1000 && done.allFinite && found[1000] == 7)
        for index in 0..<1000 {
            let value = 0.3 * sums[index] + 0.7 * twin(base[index], type)
            #expect(found[index] == twin(rounding: value, type))
        }
    }

    private func twin(_ pattern: UInt16, _ type: FloatingPointType) -> Double {
        type == .f16
            ? unsafe unsafeBitCast(pattern, to: StoredHalf.self).double
            : unsafe unsafeBitCast(pattern, to: StoredBrain16.self).double
    }

    private func twin(rounding value: Double, _ type: FloatingPointType) -> UInt16 {
        type == .f16 ? StoredHalf(rounding: value).bits : StoredBrain16(rounding: value).bits
    }
}
