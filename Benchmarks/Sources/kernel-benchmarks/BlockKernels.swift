import Merging
import Tensors

/// What a merge does to a block: measure its Gram matrix, and combine it.
final class BlockKernels {
    private static let count = GramMeasurer.blockLength

    private let type: FloatingPointType
    private let modelCount: Int
    private let inputs: AlignedBuffer<UInt8>
    private var output: AlignedBuffer<UInt8>
    private var measurer: GramMeasurer
    private var combiner = LinearCombiner()
    private var isFinite = true

    private init(_ type: FloatingPointType, modelCount: Int) {
        self.type = type
        self.modelCount = modelCount
        // Small numbers in every type, and different ones in each input.
        inputs = AlignedBuffer(
            repeating: 0x3c,
            count: (modelCount + 1) * Self.count * type.byteWidth
        )
        output = AlignedBuffer(repeating: 0, count: Self.count * type.byteWidth)
        measurer = GramMeasurer(modelCount: modelCount)
    }

    static func all() -> [Kernel] {
        [FloatingPointType.f32, .f16, .bf16].flatMap { type in
            [2, 8, 72].flatMap { BlockKernels(type, modelCount: $0).kernels }
        }
    }

    private var kernels: [Kernel] {
        let name = "\(type.elementType.name.lowercased()), \(modelCount) models"
        return [
            Kernel(group: "measure", name: name, byteCount: inputs.count, call: measure),
            Kernel(
                group: "combine",
                name: name,
                byteCount: inputs.count + output.count,
                call: combine
            ),
        ]
    }

    private func measure() {
        Self.begin(&measurer, inputs, 0..<output.count, type)
        for model in 0..<modelCount {
            Self.measure(model, &measurer, inputs, range(model + 1), type)
        }
        measurer.finishBlock()
    }

    private func combine() {
        combiner.begin(length: Self.count)
        for model in 0..<modelCount { Self.add(&combiner, inputs, range(model + 1), type, 1) }
        combiner.scale(dividingBy: Double(modelCount), times: 0.75)
        Self.add(&combiner, inputs, range(0), type, 0.25)
        var bytes = output.mutableBytes(0..<output.count)
        isFinite = combiner.finish(into: &bytes, as: type) && isFinite
    }

    private func range(_ input: Int) -> Range<Int> {
        input * output.count..<(input + 1) * output.count
    }
}

// What is borrowed from an object's property does not outlive the access, an argument's does.
extension BlockKernels {
    private static func begin(
        _ measurer: inout GramMeasurer,
        _ inputs: borrowing AlignedBuffer<UInt8>,
        _ range: Range<Int>,
        _ type: FloatingPointType
    ) {
        measurer.begin(base: inputs.bytes(range), as: type)
    }

    private static func measure(
        _ model: Int,
        _ measurer: inout GramMeasurer,
        _ inputs: borrowing AlignedBuffer<UInt8>,
        _ range: Range<Int>,
        _ type: FloatingPointType
    ) {
        measurer.setTaskVector(of: model, inputs.bytes(range), as: type, rounding: nil)
    }

    private static func add(
        _ combiner: inout LinearCombiner,
        _ inputs: borrowing AlignedBuffer<UInt8>,
        _ range: Range<Int>,
        _ type: FloatingPointType,
        _ weight: Double
    ) {
        combiner.add(inputs.bytes(range), as: type, times: weight)
    }
}
