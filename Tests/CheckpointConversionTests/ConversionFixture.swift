import CLIPModels
import CheckpointConversion
import Checkpoints
import SyntheticCheckpoints
import Tensors
import TestSupport

/// A folder with checkpoints, and conversions within it.
struct ConversionFixture {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The path of a whole tiny CLIP, its text tower included.
    func clip(_ layout: SyntheticLayout, _ type: FloatingPointType = .f32) throws -> String {
        let family = SyntheticFamily(
            architecture: .tiny,
            modelCount: 1,
            type: type,
            layout: layout
        )
        let name = "clip-\(layout.rawValue)"
        try family.write(to: folder.path(name))
        return folder.path(name + "/base")
    }

    /// Converts and returns the path of the result.
    func convert(
        _ path: String,
        to output: String,
        _ dialect: Dialect?,
        type: FloatingPointType? = nil,
        keepsUnknown: Bool = false,
        options: ConversionOptions = ConversionOptions()
    ) throws -> String {
        let plan = try ConversionPlan(
            Checkpoint.open(path),
            ConversionRequest(dialect: dialect, outputType: type, keepsUnknown: keepsUnknown),
            options: options
        )
        try CheckpointConverter(plan).convert(into: folder.path(output))
        return folder.path(output)
    }

    /// A tensor as it is compared.
    struct Content: Equatable {
        let type: ElementType
        let shape: TensorShape
        let bytes: [UInt8]
    }

    /// All tensors of a checkpoint by name.
    static func contents(of path: String) throws -> [String: Content] {
        let checkpoint = try Checkpoint.open(path)
        return try checkpoint.tensors.reduce(into: [:]) { result, tensor in
            result[tensor.name] = Content(
                type: tensor.type,
                shape: tensor.shape,
                bytes: try checkpoint.bytes(of: tensor)
            )
        }
    }
}
