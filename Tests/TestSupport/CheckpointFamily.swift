import Foundation
import Synchronization
public import Tensors

/// A base and models with every kind of tensor that a merge meets, small and reproducible.
public struct CheckpointFamily: Sendable {
    /// The base's path.
    public let base: String
    /// The models' paths.
    public let models: [String]

    /// The floating-point tensors, by name, with the position embedding's rows as given.
    public static func shapes(rows: Int) -> [(name: String, shape: [Int])] {
        [
            ("logit_scale", []),
            ("text_model.empty.weight", [0, 4]),
            ("vision_model.embeddings.class_embedding", [48]),
            ("vision_model.embeddings.patch_embedding.weight", [16, 3, 4, 4]),
            ("vision_model.embeddings.position_embedding.weight", [rows, 500]),
            ("vision_model.encoder.layers.0.layer_norm1.weight", [48]),
            ("vision_model.encoder.layers.0.self_attn.k_proj.weight", [48, 48]),
            ("vision_model.encoder.layers.0.self_attn.q_proj.weight", [48, 48]),
            ("vision_model.encoder.layers.0.self_attn.v_proj.weight", [48, 48]),
            ("visual.transformer.resblocks.0.attn.in_proj_weight", [144, 48]),
        ]
    }

    /// The number of elements in every checkpoint, the integer buffer's included.
    public static func elementCount(rows: Int) -> Int {
        shapes(rows: rows).reduce(5) { $0 + $1.shape.reduce(1, *) }
    }

    /// Writes the checkpoints into a folder.
    ///
    /// - Parameters:
    ///   - folder: Where `base.safetensors` and `model_0.safetensors` and so on go.
    ///   - modelCount: The number of models.
    ///   - type: The type of the floating-point tensors.
    ///   - rows: The rows of the longest tensor; from 525 on it exceeds one segment of the engine.
    /// - Throws: When a file cannot be written.
    public init(
        in folder: TemporaryFolder,
        modelCount: Int = 2,
        type: FloatingPointType = .f32,
        rows: Int = 20
    ) throws {
        base = folder.path("base.safetensors")
        models = (0..<modelCount).map { folder.path("model_\($0).safetensors") }
        for (number, path) in ([base] + models).enumerated() {
            let file = Self.file(File(model: number - 1, type: type, rows: rows))
            try file.write(to: URL(fileURLWithPath: path))
        }
    }

    private struct File: Hashable {
        /// -1 for the base.
        let model: Int
        let type: FloatingPointType
        let rows: Int
    }

    /// To make up the numbers takes longer than most tests need for their merges.
    private static let made = Mutex<[File: Data]>([:])

    private static func file(_ file: File) -> Data {
        if let known = made.withLock({ $0[file] }) { return known }
        let shapes = shapes(rows: file.rows)
        let tensors = shapes.map { shape -> SafetensorsFixture.Tensor in
            var values = values(of: shape, seed: 1, scale: 1)
            if file.model >= 0 {
                let shared = Self.values(of: shape, seed: 2, scale: 0.01)
                let own = Self.values(of: shape, seed: UInt64(file.model + 3), scale: 0.009)
                for index in values.indices { values[index] += shared[index] + own[index] }
            }
            let bytes = SafetensorsFixture.bytes(values, as: file.type)
            return (shape.name, file.type.elementType, shape.shape, bytes)
        }
        let integers = (0..<5).flatMap { index in (0..<8).map { UInt8($0 == 0 ? index : 0) } }
        let buffer: SafetensorsFixture.Tensor = (
            "vision_model.embeddings.position_ids", .i64, [1, 5], integers
        )
        let data = Data(SafetensorsFixture.alignedFile(tensors: tensors + [buffer]))
        made.withLock { $0[file] = data }
        return data
    }

    private static func values(
        of tensor: (name: String, shape: [Int]),
        seed: UInt64,
        scale: Double
    ) -> [Double] {
        var state = (seed &* 1000 &+ hash(tensor.name)) &* 0x9e37_79b9_7f4a_7c15
        return (0..<tensor.shape.reduce(1, *)).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(Int64(bitPattern: state) >> 11) * 0x1p-52 * scale
        }
    }

    private static func hash(_ name: String) -> UInt64 {
        name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}

extension SafetensorsFixture {
    /// Values rounded to a type, as the bytes of a file.
    public static func bytes(_ values: [Double], as type: FloatingPointType) -> [UInt8] {
        var source = AlignedBuffer<Double>(repeating: 0, count: values.count)
        var elements = source.mutableSpan
        for (index, value) in values.enumerated() { elements[index] = value }
        let byteCount = values.count * type.byteWidth
        var stored = AlignedBuffer<UInt8>(repeating: 0, count: byteCount)
        var bytes = stored.mutableBytes(0..<byteCount)
        _ = type.narrow(source.span, into: &bytes)
        return (0..<byteCount).map { stored.span[$0] }
    }
}
