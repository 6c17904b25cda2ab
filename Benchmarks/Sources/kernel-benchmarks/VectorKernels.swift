import LinearAlgebra
import Tensors

/// A large copy, and dot products within the cache and beyond it.
final class VectorKernels {
    private var source: AlignedBuffer<Double>
    private var destination: AlignedBuffer<Double>
    private var sum = 0.0

    private init(count: Int) {
        source = AlignedBuffer(repeating: 0.5, count: count)
        destination = AlignedBuffer(repeating: 0.25, count: count)
    }

    static let largeCount = 32 << 20

    static func all(largeCount: Int) -> [Kernel] {
        let (block, large) = (VectorKernels(count: 2048), VectorKernels(count: largeCount))
        return [
            Kernel(
                group: "memory",
                name: "copy, \(largeCount / 131_072) MiB",
                byteCount: 16 * largeCount,
                call: large.copy
            ),
            Kernel(group: "dot", name: "2048 elements", byteCount: 16 * 2048, call: block.multiply),
            Kernel(
                group: "dot",
                name: "\(largeCount) elements",
                byteCount: 16 * largeCount,
                call: large.multiply
            ),
        ]
    }

    private func copy() { Self.copy(source, to: &destination) }

    private static func copy(
        _ source: borrowing AlignedBuffer<Double>,
        to destination: inout AlignedBuffer<Double>
    ) {
        destination.replaceBytes(at: 0, with: source.bytes(0..<source.count))
    }

    private func multiply() { sum += dot(source.span, destination.span) }
}
