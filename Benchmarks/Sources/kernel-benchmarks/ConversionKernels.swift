import Tensors

/// Every widening and narrowing of a block.
final class ConversionKernels {
    private static let count = 2048

    private let type: FloatingPointType
    private var stored: AlignedBuffer<UInt8>
    private var wide = AlignedBuffer<Double>(repeating: 0.75, count: count)
    private var base = AlignedBuffer<Double>(repeating: 0.5, count: count)
    private var single = AlignedBuffer<Float>(repeating: 0.75, count: count)
    private var isFinite = true

    private init(_ type: FloatingPointType) {
        self.type = type
        stored = AlignedBuffer(repeating: 0x3c, count: Self.count * type.byteWidth)
    }

    static func all() -> [Kernel] {
        FloatingPointType.allCases.flatMap { type in ConversionKernels(type).kernels }
    }

    private var kernels: [Kernel] {
        let name = type.elementType.name.lowercased()
        func kernel(_ group: String, _ words: String, _ width: Int, _ call: @escaping () -> Void)
            -> Kernel
        {
            let byteCount = Self.count * (type.byteWidth + width)
            return Kernel(group: group, name: words, byteCount: byteCount, call: call)
        }
        return [
            kernel("widen", "\(name) to f64", 8, widen),
            kernel("widen", "\(name) to f64, minus a base", 16, subtract),
            kernel("widen", "\(name) to f32", 4, convert),
            kernel("narrow", "f64 to \(name)", 8, narrowWide),
            kernel("narrow", "f32 to \(name)", 4, narrowSingle),
        ]
    }

    private func widen() { Self.widen(stored, type, into: &wide) }
    private func subtract() { Self.subtract(base, from: stored, type, into: &wide) }
    private func convert() { Self.convert(stored, type, into: &single) }
    private func narrowWide() { isFinite = Self.narrow(wide, type, into: &stored) && isFinite }
    private func narrowSingle() { isFinite = Self.narrow(single, type, into: &stored) && isFinite }
}

// Two properties of one object cannot be borrowed and changed in one call, two arguments can.
extension ConversionKernels {
    private static func widen(
        _ stored: borrowing AlignedBuffer<UInt8>,
        _ type: FloatingPointType,
        into wide: inout AlignedBuffer<Double>
    ) {
        var values = wide.mutableSpan
        type.widen(stored.bytes(0..<stored.count), into: &values)
    }

    private static func subtract(
        _ base: borrowing AlignedBuffer<Double>,
        from stored: borrowing AlignedBuffer<UInt8>,
        _ type: FloatingPointType,
        into wide: inout AlignedBuffer<Double>
    ) {
        var values = wide.mutableSpan
        type.widen(
            stored.bytes(0..<stored.count),
            minus: base.bytes(0..<base.count),
            as: .f64,
            into: &values
        )
    }

    private static func convert(
        _ stored: borrowing AlignedBuffer<UInt8>,
        _ type: FloatingPointType,
        into single: inout AlignedBuffer<Float>
    ) {
        var values = single.mutableSpan
        type.convert(stored.bytes(0..<stored.count), into: &values)
    }

    private static func narrow(
        _ wide: borrowing AlignedBuffer<Double>,
        _ type: FloatingPointType,
        into stored: inout AlignedBuffer<UInt8>
    ) -> Bool {
        var bytes = stored.mutableBytes(0..<stored.count)
        return type.narrow(wide.span, into: &bytes)
    }

    private static func narrow(
        _ single: borrowing AlignedBuffer<Float>,
        _ type: FloatingPointType,
        into stored: inout AlignedBuffer<UInt8>
    ) -> Bool {
        var bytes = stored.mutableBytes(0..<stored.count)
        return type.narrow(single.span, into: &bytes)
    }
}
