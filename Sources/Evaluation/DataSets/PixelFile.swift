internal import Checkpoints
internal import Images
internal import Tensors

/// Decoded images in a safetensors file: `images`, U8 [n, height, width, 3], and `labels`, I64 [n].
struct PixelFile: ImageSource {
    private let checkpoint: Checkpoint
    private let images: TensorRecord
    private let labels: [Int]
    private let (height, width): (Int, Int)

    var count: Int { labels.count }

    /// The largest label.
    var largestLabel: Int { labels.max() ?? 0 }

    /// Opens a file and reads its labels.
    ///
    /// - Throws: `CheckpointError` when it cannot be read; `EvaluationError.pixelFile` when a tensor
    ///   is missing, has another type or shape, or a label is negative.
    init(_ path: String) throws {
        checkpoint = try Checkpoint.open(path)
        images = try Self.tensor("images", .u8, "U8 [n, height, width, 3]", in: checkpoint)
        let labels = try Self.tensor("labels", .i64, "I64 [n]", in: checkpoint)
        let sides = images.shape.dimensions
        guard sides.count == 4, sides[3] == 3, sides[1] > 0, sides[2] > 0 else {
            let found = "tensor 'images' is U8 \(images.shape)"
            throw EvaluationError.pixelFile(
                path: path,
                reason: "\(found); it must be U8 [n, height, width, 3]"
            )
        }
        guard labels.shape.dimensions == [sides[0]] else {
            throw EvaluationError.pixelFile(
                path: path,
                reason:
                    "there \(sides[0] == 1 ? "is" : "are") \(sides[0].counted("image")), but tensor 'labels' is I64 \(labels.shape)"
            )
        }
        (height, width) = (sides[1], sides[2])
        self.labels = try Self.values(of: labels, in: checkpoint)
    }

    func label(at index: Int) -> Int { labels[index] }

    func name(at index: Int) -> String { "\(checkpoint.path): image \(index)" }

    func image(at index: Int) throws -> PixelImage {
        let count = height * width * 3
        let pixels = try Self.bytes(of: images, at: index * count, count: count, in: checkpoint)
        return PixelImage(width: width, height: height, format: .rgb, pixels: pixels)
    }

    private static func tensor(
        _ name: String,
        _ type: ElementType,
        _ wanted: String,
        in checkpoint: Checkpoint
    ) throws(EvaluationError) -> TensorRecord {
        guard let tensor = checkpoint[name], tensor.type == type else {
            let found = checkpoint[name].map { "is \($0.type.name) \($0.shape)" } ?? "is not there"
            throw .pixelFile(
                path: checkpoint.path,
                reason: "tensor '\(name)' \(found); it must be \(wanted)"
            )
        }
        return tensor
    }

    private static func bytes(
        of tensor: TensorRecord,
        at offset: Int,
        count: Int,
        in checkpoint: Checkpoint
    ) throws(CheckpointError) -> [UInt8] {
        var buffer = AlignedBuffer<UInt8>(repeating: 0, count: count)
        var destination = buffer.mutableBytes(0..<count)
        try checkpoint.read(tensor, at: offset, into: &destination)
        let span = buffer.span
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for index in span.indices { bytes.append(span[index]) }
        return bytes
    }

    private static func values(of labels: TensorRecord, in checkpoint: Checkpoint) throws -> [Int] {
        var buffer = AlignedBuffer<Int64>(repeating: 0, count: labels.shape.elementCount)
        var destination = buffer.mutableBytes(0..<buffer.count)
        try checkpoint.read(labels, at: 0, into: &destination)
        return try (0..<buffer.count).map { index in
            let label = Int64(littleEndian: buffer.span[index])
            guard label >= 0 else {
                throw EvaluationError.pixelFile(
                    path: checkpoint.path,
                    reason: "the label of image \(index) is \(label)"
                )
            }
            return Int(label)
        }
    }
}
