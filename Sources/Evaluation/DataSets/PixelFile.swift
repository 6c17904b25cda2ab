internal import Checkpoints
internal import Images
internal import Tensors

/// Decoded images in a safetensors file: `images`, U8 [n, height, width, 3], and `labels`, I64 [n].
///
/// Only the images that are taken are read, and only their labels.
struct PixelFile: ImageSource {
    private let checkpoint: Checkpoint
    private let images: TensorRecord
    /// The places of the images that are taken, ascending, and their labels.
    private let (places, labels): ([Int], [Int])
    private let (height, width): (Int, Int)

    var count: Int { labels.count }

    /// The largest label.
    var largestLabel: Int { labels.max() ?? 0 }

    /// Opens a file and reads the labels of the images that are taken.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - limit: How many images are taken, evenly spaced; nil for all.
    /// - Throws: `CheckpointError` when it cannot be read; `EvaluationError.pixelFile` when a tensor
    ///   is missing, has another type or shape, a label is not a class, or there are too many images;
    ///   `ImageError` when they are too large.
    /// - Complexity: O(images taken) time and memory.
    init(_ path: String, limit: Int? = nil) throws {
        checkpoint = try CheckpointInput.plain(path).open()
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
        do throws(ImageError) {
            try ImageLimits.standard.check(width: sides[2], height: sides[1])
        } catch { throw error.naming(path) }
        (height, width) = (sides[1], sides[2])
        places = try DataSet.selection(of: sides[0], limit: limit, path: path)
        self.labels = try Self.values(
            of: labels,
            at: places,
            window: places.count == sides[0] ? 8192 : 1,
            in: checkpoint
        )
    }

    func label(at index: Int) -> Int { labels[index] }

    func name(at index: Int) -> String { "\(checkpoint.path): image \(places[index])" }

    func image(at index: Int) throws -> PixelImage {
        let count = height * width * 3
        let place = places[index] * count
        let pixels = try Self.bytes(of: images, at: place, count: count, in: checkpoint)
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

    /// Reads the labels at ascending places, so many at a time.
    private static func values(
        of labels: TensorRecord,
        at places: [Int],
        window: Int,
        in checkpoint: Checkpoint
    ) throws -> [Int] {
        var buffer = AlignedBuffer<Int64>(repeating: 0, count: window)
        var read = 0..<0
        return try places.map { place in
            if !read.contains(place) {
                read = place..<min(place + window, labels.shape.elementCount)
                var destination = buffer.mutableBytes(0..<read.count)
                let offset = place * MemoryLayout<Int64>.size
                try checkpoint.read(labels, at: offset, into: &destination)
            }
            let label = Int64(littleEndian: buffer.span[place - read.lowerBound])
            guard let known = Int(exactly: label), DataSet.labels.contains(known) else {
                throw EvaluationError.pixelFile(
                    path: checkpoint.path,
                    reason: "the label of image \(place) is \(label); labels are numbers from 0 to "
                        + "\(DataSet.labels.upperBound)"
                )
            }
            return known
        }
    }
}
