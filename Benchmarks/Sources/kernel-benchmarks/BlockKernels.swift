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
        measurer = GramMeasurer(vectorCount: modelCount)
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
        measurer.begin(length: Self.count)
        for model in 0..<modelCount {
            Self.measure(model, &measurer, inputs, range(0), range(model + 1), type)
        }
        measurer.finishBlock()
    }

    private func combine() {
        combiner.begin(length: Self.count)
        for model in 0..<modelCount { Self.add(&combiner, inputs, range(model + 1), type, 1) }
        isFinite =
            Self.finish(&combiner, inputs, range(0), type, Double(modelCount), into: &output)
            && isFinite
    }

    private func range(_ input: Int) -> Range<Int> {
        input * output.count..<(input + 1) * output.count
    }
}

// What is borrowed from an object's property does not outlive the access, an argument's does.
extension BlockKernels {
    private static func measure(
        _ model: Int,
        _ measurer: inout GramMeasurer,
        _ inputs: borrowing AlignedBuffer<UInt8>,
        _ base: Range<Int>,
        _ range: Range<Int>,
        _ type: FloatingPointType
    ) {
        measurer.setTaskVector(
            model,
            inputs.bytes(range),
            as: type,
            minus: inputs.bytes(base),
            as: type,
            rounding: nil
        )
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

    private static func finish(
        _ combiner: inout LinearCombiner,
        _ inputs: borrowing AlignedBuffer<UInt8>,
        _ base: Range<Int>,
        _ type: FloatingPointType,
        _ divisor: Double,
        into output: inout AlignedBuffer<UInt8>
    ) -> Bool {
        var bytes = output.mutableBytes(0..<output.count)
        return combiner.finish(
            dividingBy: divisor,
            times: 0.75,
            plus: inputs.bytes(base),
            as: type,
            times: 0.25,
            into: &bytes,
            as: type
        )
    }
}
