package import Checkpoints
internal import Tensors
package import Workers

extension ShapeImages {
    /// Writes the first images of the set into one safetensors file.
    ///
    /// `images` is U8 [n, 32, 32, 3], `labels` I64 [n]; the metadata name set and seed.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - count: The number n of images.
    ///   - policy: How the file takes its place.
    ///   - progress: Hears of the images that were drawn.
    /// - Precondition: `count` is not negative.
    /// - Throws: `CheckpointError` when the file exists already or cannot be written; nothing is
    ///   left behind then.
    /// - Complexity: O(count) time, a few kilobytes of memory.
    package func write(
        to path: String,
        count: Int,
        _ policy: OutputPolicy = OutputPolicy(),
        progress: @escaping ProgressListener = { _ in }
    ) throws(CheckpointError) {
        let writer = try CheckpointWriter.create(
            CheckpointLayout(
                tensors: declarations(count: count),
                metadata: ["shapes.set": set.rawValue, "shapes.seed": "\(seed)"],
                destination: .file(path)
            ),
            policy,
            inputs: []
        )
        let meter = ProgressMeter(.images, total: count, progress)
        for first in stride(from: 0, to: count, by: Self.batchSize) {
            let numbers = first..<min(first + Self.batchSize, count)
            try write(numbers, to: writer)
            meter.add(numbers.count)
        }
        try writer.commit()
    }

    /// The images that are written together.
    private static let batchSize = 100

    private func write(
        _ numbers: Range<Int>,
        to writer: CheckpointWriter
    ) throws(CheckpointError) {
        let byteCount = ShapeImage.byteCount
        var pixels = AlignedBuffer<UInt8>(repeating: 0, count: numbers.count * byteCount)
        var labels = AlignedBuffer<Int64>(repeating: 0, count: numbers.count)
        for (position, number) in numbers.enumerated() {
            let image = image(number)
            copy(image.pixels, into: &pixels, at: position * byteCount)
            var label = labels.mutableSpan(position..<position + 1)
            label[0] = Int64(image.label).littleEndian
        }
        try writer.write(
            pixels.bytes(0..<pixels.count),
            to: 0,
            at: numbers.lowerBound * byteCount
        )
        try writer.write(labels.bytes(0..<labels.count), to: 1, at: numbers.lowerBound * 8)
    }

    private func copy(
        _ bytes: [UInt8],
        into buffer: inout AlignedBuffer<UInt8>,
        at offset: Int
    ) {
        var destination = buffer.mutableSpan(offset..<offset + bytes.count)
        for (position, byte) in bytes.enumerated() { destination[position] = byte }
    }

    private func declarations(count: Int) -> [TensorDeclaration] {
        let side = ShapeImage.side
        guard let shape = TensorShape([count, side, side, 3]) else {
            preconditionFailure("\(count) images cannot be counted in bytes")
        }
        return [
            TensorDeclaration(name: "images", type: .u8, shape: shape),
            TensorDeclaration(name: "labels", type: .i64, shape: .vector(count)),
        ]
    }
}
