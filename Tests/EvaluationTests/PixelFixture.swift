import Evaluation
import Tensors
import TestSupport

/// Files of pixels in which every image has one colour.
struct PixelFixture {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Writes a file of 4 x 4 images, and returns its path.
    func write(reds: [Int], labels: [Int64], name: String = "pixels") throws -> String {
        let pixels = reds.flatMap { red -> [UInt8] in
            (0..<16).flatMap { _ -> [UInt8] in [UInt8(red), 10, 20] }
        }
        return try write(
            [
                ("images", .u8, [reds.count, 4, 4, 3], pixels),
                ("labels", .i64, [labels.count], Self.bytes(labels)),
            ],
            name: name
        )
    }

    func write(_ tensors: [SafetensorsFixture.Tensor], name: String = "pixels") throws -> String {
        let path = folder.path(name + ".safetensors")
        try SafetensorsFixture.write(tensors: tensors, to: path)
        return path
    }

    func dataSet(_ name: String, reds: [Int], labels: [Int64], limit: Int? = nil) throws -> DataSet
    {
        var request = DataSetRequest(
            name: name,
            path: try write(reds: reds, labels: labels, name: name)
        )
        request.limit = limit
        return try DataSet(request)
    }

    static func bytes(_ values: [Int64]) -> [UInt8] {
        values.flatMap { value in
            (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
    }
}
